// What the benchmark compares. A scenario loads its contenders in turn:
//
//   contenders   programs under test. `key` is for --only and column heads; `start` resolves to a target:
//                { urls, paths, method, headers, body, message, pid, countSessions, prepare, stop };
//                `prepare` is called before each load
//   baselines    keys of the contenders that the others are compared with
//   goals        required ratios between two contenders, of `metric` (requests per second by default)
//   memoryGoal   maximum peak RSS of the service's own processes
//   defaultLoad  rounds, seconds and connections that differ from the general defaults
//   fixedLoad    the same, but not changed by the command line
//   unavailable  returns why the scenario cannot run, or `undefined`
import { startBaseline } from './lib/baseline.mjs';
import { brokerUnavailable } from './lib/broker.mjs';
import { postgresDatabase, postgresUnavailable } from './lib/postgres.mjs';
import { startService } from './lib/service.mjs';
import { sqliteDatabase } from './lib/sqlite.mjs';

const service = (key, name, createDatabase, format, options) => ({
  key,
  name,
  start: async (directory) => startService(directory, await createDatabase(directory), format, options),
});
const baseline = (key, name, createDatabase, fileName) => ({
  key,
  name,
  start: async (directory) => startBaseline(directory, await createDatabase(directory), fileName),
});

/** One session per connection, for the default number of connections. */
const SESSION_COUNT = 64;

/** Turns a contender into one that reads. Each connection gets its own session, so that no read profits from another one. */
const reading = ({ start, ...contender }) => ({
  ...contender,
  start: async (directory) => {
    const { urls, headers, body, pid, stop } = await start(directory);
    const create = async () => (await fetch(urls[0], { method: 'POST', headers, body })).json();
    const sessions = await Promise.all(Array.from({ length: SESSION_COUNT }, create));
    const readHeaders = {
      accept: headers.accept,
      ...(headers.authorization && { authorization: headers.authorization }),
    };
    return { urls, paths: sessions.map(({ id }) => `/${id}`), method: 'GET', headers: readHeaders, pid, stop };
  },
});

/** Sessions that each load stages in: more than it can fill, since a session takes 200 actions. */
const STAGING_SESSION_COUNT = 64 * 20;

/** Turns a contender into one that stages actions. Each connection stages in sessions of its own, in turn. */
const staging = ({ start, ...contender }) => ({
  ...contender,
  start: async (directory) => {
    const { urls, headers, body, pid, stop } = await start(directory);
    const { accountId } = JSON.parse(body);
    const action = { functionName: 'PatchAccount', arguments: JSON.stringify({ accountId, parentAccountId: null }) };
    const target = { urls, headers, body: JSON.stringify(action), pid, stop };
    const create = async () => (await fetch(urls[0], { method: 'POST', headers, body })).json();
    target.prepare = async () => {
      const sessions = await Promise.all(Array.from({ length: STAGING_SESSION_COUNT }, create));
      target.paths = sessions.map(({ id }) => `/${id}/actions`);
    };
    return target;
  },
});

const rawPostgres = (key) => baseline(key, 'raw Fastify + pg', postgresDatabase, 'raw-postgres.mjs');

/**
 * All authentication schemes on one server process, because two processes of the same program differ by more than the
 * schemes do. Stopping the last contender stops the server.
 */
const authenticationContenders = (() => {
  let server;
  let startedCount = 0;
  const scheme = (key, name) => ({
    key,
    name,
    start: async (directory) => {
      startedCount++;
      server ??= startService(directory, sqliteDatabase(directory), 'json', { allowsAnonymous: true });
      const { headersFor, stop, ...target } = await server;
      const stopAfterLast = async () => void (--startedCount === 0 && (await stop()));
      return { ...target, headers: await headersFor(key), stop: stopAfterLast };
    },
  });
  return [
    scheme('anonymous', 'none (anonymous access allowed)'),
    scheme('basic', 'HTTP Basic'),
    scheme('cookie', 'session cookie'),
    scheme('key', 'API key'),
    scheme('jwt', 'JWT'),
  ];
})();

const NATS_URL = process.env.TEST_NATS_URL ?? 'nats://127.0.0.1:4222';
const serviceWithApiKey = (key, name, transport) =>
  service(key, name, sqliteDatabase, 'json', { scheme: 'key', transport });

export const scenarios = [
  {
    name: 'Creating AI sessions on SQLite',
    unit: 'creates/s',
    contenders: [
      service('json', 'voice-api, JSON', sqliteDatabase, 'json'),
      service('xml', 'voice-api, XML requests and responses', sqliteDatabase, 'xml'),
      baseline('raw', 'raw Fastify + better-sqlite3', sqliteDatabase, 'raw-sqlite.mjs'),
      baseline('plain', 'plain NestJS on Express + TypeORM save()', sqliteDatabase, 'plain-nest.mjs'),
    ],
    baselines: ['raw', 'plain'],
    goals: [
      { contender: 'json', baseline: 'raw', atLeast: 1.2 },
      { contender: 'json', baseline: 'plain', atLeast: 4 },
      { contender: 'xml', baseline: 'json', atLeast: 0.6 },
    ],
    memoryGoal: { contenders: ['json', 'xml'], belowMb: 250 },
  },
  {
    name: 'Creating AI sessions, by authentication scheme',
    unit: 'creates/s',
    contenders: authenticationContenders,
    baselines: ['anonymous'],
    goals: authenticationContenders
      .slice(1)
      .map(({ key }) => ({ contender: key, baseline: 'anonymous', atLeast: 0.9 })),
    // Many short rounds, because the machine's speed drifts by more than the difference between the schemes.
    defaultLoad: { rounds: 25, seconds: 1 },
  },
  {
    name: 'Staging actions on SQLite',
    unit: 'requests/s',
    contenders: [
      service('create', 'creating AI sessions', sqliteDatabase, 'json'),
      staging(service('stage', 'staging actions', sqliteDatabase, 'json')),
    ],
    baselines: ['create'],
    goals: [{ contender: 'stage', baseline: 'create', atLeast: 0.8 }],
  },
  {
    name: 'Staging actions on PostgreSQL',
    unit: 'requests/s',
    unavailable: postgresUnavailable,
    contenders: [
      service('pg-create', 'creating AI sessions', postgresDatabase, 'json', { scheme: 'key' }),
      staging(service('pg-stage', 'staging actions', postgresDatabase, 'json', { scheme: 'key' })),
    ],
    baselines: ['pg-create'],
    goals: [{ contender: 'pg-stage', baseline: 'pg-create', atLeast: 0.8 }],
  },
  {
    name: 'Creating AI sessions with messages over TCP',
    unit: 'creates/s',
    contenders: [
      serviceWithApiKey('by-http', 'HTTP, one connection per request in flight'),
      serviceWithApiKey('by-tcp', 'messages over TCP, one connection', 'tcp://127.0.0.1:0'),
    ],
    baselines: ['by-http'],
    goals: [{ contender: 'by-tcp', baseline: 'by-http', atLeast: 0.8 }],
  },
  {
    name: 'Creating AI sessions with messages over NATS',
    unit: 'creates/s',
    unavailable: () => brokerUnavailable(NATS_URL),
    contenders: [
      serviceWithApiKey('http-beside-nats', 'HTTP, one connection per request in flight'),
      serviceWithApiKey('by-nats', 'messages over NATS, one connection', NATS_URL),
    ],
    baselines: ['http-beside-nats'],
    goals: [{ contender: 'by-nats', baseline: 'http-beside-nats', atLeast: 0.8 }],
  },
  {
    name: 'Creating AI sessions on PostgreSQL',
    unit: 'creates/s',
    unavailable: postgresUnavailable,
    contenders: [
      service('pg-json', 'voice-api, JSON', postgresDatabase, 'json', { scheme: 'key' }),
      service('pg-two', 'voice-api, two replicas', postgresDatabase, 'json', { scheme: 'key', replicas: 2 }),
      rawPostgres('pg-raw'),
      baseline('pg-plain', 'plain NestJS on Express + TypeORM save()', postgresDatabase, 'plain-nest.mjs'),
    ],
    baselines: ['pg-json', 'pg-raw', 'pg-plain'],
    goals: [
      { contender: 'pg-json', baseline: 'pg-raw', atLeast: 1.5 },
      { contender: 'pg-json', baseline: 'pg-plain', atLeast: 8 },
      { contender: 'pg-json', baseline: 'pg-raw', metric: 'p99', atMost: 1 },
    ],
  },
  {
    name: 'Creating AI sessions on PostgreSQL, one request at a time',
    unit: 'creates/s',
    unavailable: postgresUnavailable,
    fixedLoad: { connections: 1 },
    contenders: [
      service('pg-one', 'voice-api, JSON', postgresDatabase, 'json', { scheme: 'key' }),
      rawPostgres('pg-one-raw'),
    ],
    baselines: ['pg-one-raw'],
    goals: [{ contender: 'pg-one', baseline: 'pg-one-raw', metric: 'p50', atMost: 1.3 }],
  },
  {
    name: 'Getting AI sessions on PostgreSQL',
    unit: 'gets/s',
    unavailable: postgresUnavailable,
    contenders: [
      reading(service('pg-get', 'voice-api, JSON', postgresDatabase, 'json', { scheme: 'key' })),
      reading(rawPostgres('pg-get-raw')),
    ],
    baselines: ['pg-get-raw'],
    goals: [{ contender: 'pg-get', baseline: 'pg-get-raw', atLeast: 0.8 }],
  },
];

/** What `--guard` measures. */
export const guarded = [
  service('json', 'JSON', sqliteDatabase, 'json', { tracesGc: true }),
  service('xml', 'XML', sqliteDatabase, 'xml', { tracesGc: true }),
  baseline('raw', 'raw Fastify + better-sqlite3', sqliteDatabase, 'raw-sqlite.mjs'),
];

/** The time from the start of the process until the first session has been created. */
export const COLD_START = { key: 'start', runs: 3, belowSeconds: 2.5 };

/** Reads on a table of each size. The goal is the maximum ratio of the times on the large and the small table. */
export const readScenarios = [
  { key: 'reads', name: 'Reads on SQLite', createDatabase: sqliteDatabase },
  {
    key: 'pg-reads',
    name: 'Reads on PostgreSQL',
    createDatabase: postgresDatabase,
    unavailable: postgresUnavailable,
  },
].map((scenario) => ({ ...scenario, sizes: [10_000, 1_000_000], maxRatio: 1.5 }));

/** Applies and reads of sessions with actions, one request at a time. The goals are ratios of medians. */
export const actionScenarios = [
  { key: 'actions', name: 'Actions on SQLite', createDatabase: sqliteDatabase },
  {
    key: 'pg-actions',
    name: 'Actions on PostgreSQL',
    createDatabase: postgresDatabase,
    unavailable: postgresUnavailable,
  },
].map((scenario) => ({ ...scenario, rounds: 10, applyAtLeast: 10, readAtMost: 3 }));
