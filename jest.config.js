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

/** The end-to-end tests on one database; those of `src`, which need none or make their own, and those of no database's matter run once. */
const on = (database) => ({
  ...common,
  displayName: database,
  globals: { TEST_DATABASE: database },
  roots: ['<rootDir>/test', ...(database === 'sqlite' ? ['<rootDir>/src'] : [])],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: [
    database === 'postgres'
      ? '<rootDir>/test/(oracle|docs-page|generated-clients|client/)'
      : '<rootDir>/test/postgres/',
  ],
});

/** @returns {Promise<import('jest').Config>} */
export default async () => {
  // Where everything must hold, a test that did not run is a failure.
  const hasPostgres = process.env.CI === 'true' || (await isReachable());
  if (!hasPostgres) {
    const { host } = new URL(SERVER_URL);
    console.warn(
      `Skipped: the tests on PostgreSQL, for there is none at ${host}. Set TEST_POSTGRES_URL to a server to run them.`,
    );
  }
  return {
    projects: ['sqlite', ...(hasPostgres ? ['postgres'] : [])].map(on),
    testTimeout: 30_000,
    maxWorkers: '100%',
  };
};
