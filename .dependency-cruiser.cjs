/** Who may import whom: the table of rooms in README.md. */
const only = (room, ...allowed) => ({
  name: `${room}-imports-only`,
  comment: `${room} may import ${allowed.join(', ') || 'nothing in src'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [room, ...allowed].map((name) => `^src/${name}[/.]`) },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    only('common'),
    only('config', 'common'),
    only('content', 'common', 'config'),
    only('database', 'common', 'config'),
    only('messages', 'common', 'config', 'content'),
    only('auth', 'common', 'config', 'database', 'content'),
    only('accounts', 'common', 'config', 'database', 'auth', 'content', 'messages'),
    only('ai', 'common', 'config', 'database', 'auth', 'content', 'messages', 'accounts'),
    only('docs', 'common', 'config', 'content', 'auth'),
    only('client', 'common'),
    only('cli', 'common', 'config', 'database', 'auth', 'accounts', 'ai', 'app.entities'),
    only('health', 'common', 'config', 'database', 'auth', 'messages'),
    {
      name: 'xml2js-only-in-content',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/content/' },
      to: { path: 'node_modules/(xml2js|xmlbuilder)/' },
    },
    {
      name: 'client-stands-alone',
      comment: 'what the client imports, whoever installs it must have',
      severity: 'error',
      from: { path: '^src/client/', pathNot: 'spec' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(@nestjs/(common|microservices|terminus)|rxjs)/' },
    },
    {
      name: 'no-typeorm-in-content',
      severity: 'error',
      from: { path: '^src/content/' },
      to: { path: 'node_modules/typeorm/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
