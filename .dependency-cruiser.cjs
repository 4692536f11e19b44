const { readdirSync } = require('node:fs');

/**
 * Who may import whom, type imports included. docs/architecture.md shows this table as a picture.
 * A name is a folder of src, or a file or folder below one.
 */
const MAY_IMPORT = {
  common: [],
  config: ['common'],
  content: ['common'],
  database: ['common', 'config'],
  messages: ['common', 'config', 'content'],
  auth: ['common', 'config', 'database', 'content'],
  accounts: ['common', 'config', 'database', 'auth', 'content', 'messages'],
  ai: ['common', 'config', 'database', 'auth', 'content', 'messages', 'accounts'],
  'request-log': ['common', 'config'],
  metrics: ['common', 'config', 'database'],
  tracing: ['common', 'config', 'database'],
  client: ['common'],
  docs: ['common', 'config', 'content', 'auth'],
  types: ['common', 'content', 'auth', 'docs'],
  metadata: ['common', 'content', 'auth', 'docs', 'types'],
  console: ['common', 'config', 'auth', 'docs'],
  health: ['common', 'config', 'database', 'auth', 'messages'],
  cli: ['common', 'config', 'database', 'auth', 'accounts', 'ai', 'bootstrap/entities'],
};

const withoutRow = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'bootstrap' && !(entry.name in MAY_IMPORT))
  .map((entry) => entry.name);
if (withoutRow.length > 0) throw new Error(`MAY_IMPORT in .dependency-cruiser.cjs has no row for ${withoutRow}.`);

/** Packages that only some folders may import. */
const PACKAGES = [
  { packages: ['typeorm', '@nestjs/typeorm'], only: ['database', 'auth', 'accounts', 'ai', 'common/entity-info'] },
  { packages: ['xml2js', 'xmlbuilder', 'saxes'], only: ['content/codecs'] },
  { packages: ['@opentelemetry/api'], only: ['tracing'] },
  { packages: ['fastify', '@nestjs/platform-fastify'], not: ['common', 'config', 'database', 'client', 'cli'] },
];

const folder = (name) => `^src/${name}[/.]`;
const packagesNamed = (names) => `node_modules/(${names.join('|')})/`;

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-to-development-packages',
      comment: 'the service and its commands run without development dependencies, except migration:generate',
      severity: 'error',
      from: {
        path: '^(src/|ormconfig)',
        pathNot: ['spec', '^src/client/', '^src/cli/write-migration.ts$', '^src/database/schema/generator/'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'only-generate-imports-its-packages',
      comment: 'what imports a development package is reached from migration:generate alone',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['spec', '^src/cli/(write-migration|migration-generate).ts$', '^src/database/schema/generator/'],
      },
      to: { path: ['^src/cli/write-migration.ts$', '^src/database/schema/generator/'] },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(MAY_IMPORT).map(([name, allowed]) => ({
      name: `${name}-imports`,
      comment: `${name} may import ${allowed.join(', ') || 'nothing else in src'}`,
      severity: 'error',
      from: { path: folder(name), pathNot: name === 'client' ? 'src/client/wire-types.ts' : undefined },
      to: { path: '^(src/|ormconfig)', pathNot: [name, ...allowed].map(folder) },
    })),
    {
      name: 'client-types',
      comment: 'wire-types.ts re-exports the types of accounts and ai, never their code',
      severity: 'error',
      from: { path: '^src/client/wire-types.ts$' },
      to: { path: '^src/', pathNot: '^src/common/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-packages',
      comment: 'the packages that an application with voice-api-client must have installed',
      severity: 'error',
      from: { path: '^src/client/', pathNot: 'spec' },
      to: {
        path: 'node_modules/',
        pathNot: packagesNamed(['@nestjs/(common|microservices|terminus)', 'rxjs', '@types/node']),
      },
    },
    ...PACKAGES.map(({ packages, only, not }) => ({
      name: `${packages[0]}-imports`,
      comment: only ? `only in ${only.join(', ')}` : `not in ${not.join(', ')}`,
      severity: 'error',
      from: only
        ? { path: '^src/', pathNot: [...only.map(folder), '^src/bootstrap/', 'spec'] }
        : { path: not.map(folder), pathNot: 'spec' },
      to: { path: packagesNamed(packages) },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
