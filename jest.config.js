import { isReachable, SERVER_URL } from './test/support/postgres-server.mjs';

/** @type {import('jest').Config} */
const common = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

/**
 * The project that runs the tests on one database. Tests that do not depend on the database run in the sqlite project only:
 * those in src, and the ignored ones below.
 */
const projectFor = (database) => ({
  ...common,
  displayName: database,
  globals: { TEST_DATABASE: database },
  roots: ['<rootDir>/test', ...(database === 'sqlite' ? ['<rootDir>/src'] : [])],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: [
    database === 'postgres'
      ? '<rootDir>/test/(oracle|start|build|docs-page|generated-clients|migration-refusals|migration-launcher|client/)'
      : '<rootDir>/test/postgres/',
  ],
});

/** @returns {Promise<import('jest').Config>} */
export default async () => {
  // In CI, a missing PostgreSQL server must fail the tests instead of skipping them.
  const hasPostgres = process.env.CI === 'true' || (await isReachable());
  if (!hasPostgres) {
    const { host } = new URL(SERVER_URL);
    console.warn(
      `Skipping the PostgreSQL tests: no server at ${host}. Set TEST_POSTGRES_URL to the URL of a server to run them.`,
    );
  }
  return {
    projects: ['sqlite', ...(hasPostgres ? ['postgres'] : [])].map(projectFor),
    globalSetup: '<rootDir>/test/support/check-migrations.mjs',
    testTimeout: 30_000,
    maxWorkers: '100%',
  };
};
