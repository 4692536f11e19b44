import { availableParallelism } from 'node:os';
import { isReachable, SERVER_URL } from './test/support/postgres-server.mjs';

/** @type {import('jest').Config} */
const common = {
  testRunner: '<rootDir>/test/support/jest/runner.mjs',
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {},
};

/** Specs that run once: what they test does not depend on the database. Every other spec in test/ runs on both. */
const RUN_ONCE = [
  ...['access', 'api-keys', 'backup', 'brokers', 'browser-security', 'client/', 'cli', 'cors', 'deployment'],
  ...['console', 'console\\.\\w+'],
  ...['docs', 'docs-page/', 'ai-usage.formats', 'bad-input.http', 'bad-input.json', 'bad-input.xml', 'rate-limit'],
  ...['executors/', 'types/'],
  ...[
    'formats',
    'generated-clients',
    'health',
    'jwt',
    'messages',
    'messages-hostile',
    'messages-log',
    'metadata',
    'metadata-page',
    'open-api',
    'open-api.requests',
  ],
  ...['oracle', 'process', 'request-ids', 'request-log', 'servicestack-clients', 'start', 'start-errors', 'try-it-out'],
  ...['build', 'fingerprint', 'markdown', 'migration-launcher', 'migration-refusals'],
  ...[
    'uncaught-errors',
    'watching.process',
    'traces.process',
    'sqlite-storage',
    'xml-prolog',
    ...['common-passwords', 'faults/', 'header-names', 'multipart', 'origin/', 'password-forms', 'paths'],
    ...['request-lists', 'resource-contract.addresses', 'sign-in.cookies', 'xml-writer'],
    'xml-well-formedness',
    'xml-schemas',
    'jwt.key-set',
  ],
];

/** The project that runs the tests on one database. */
const projectFor = (database) => ({
  ...common,
  displayName: database,
  globals: { TEST_DATABASE: database },
  roots: ['<rootDir>/test', ...(database === 'sqlite' ? ['<rootDir>/src'] : [])],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: [
    database === 'postgres' ? `<rootDir>/test/(${RUN_ONCE.join('|')})(\\.spec|(?<=/))` : '<rootDir>/test/postgres/',
  ],
});

/** @returns {Promise<import('jest').Config>} */
export default async () => {
  // In CI, a missing PostgreSQL server must fail the tests instead of skipping them.
  const hasPostgres = process.env.CI === 'true' || (await isReachable());
  const { host } = new URL(SERVER_URL);
  const skipped = `PostgreSQL: no server at ${host}. Set TEST_POSTGRES_URL to the URL of a server.`;
  return {
    projects: ['sqlite', ...(hasPostgres ? ['postgres'] : [])].map(projectFor),
    globalSetup: '<rootDir>/test/support/global-setup.mjs',
    globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    reporters: ['default', ['<rootDir>/test/support/summary-reporter.mjs', { skipped: hasPostgres ? [] : [skipped] }]],
    // Only guards against hanging: no test waits that long, on a busy machine either.
    testTimeout: 300_000,
    // More than processors, because many specs wait for processes, brokers and a browser.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
  };
};
