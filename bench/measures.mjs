// What is compared with what. A contender has a key (for --only and the heads of columns), a name, and a start, which
// gives { urls, paths, method, headers, body, pid, countStored, stop }. A measure is a group of contenders that are loaded in turn, the
// keys of those the others are set against, what is aimed at, its load where it is not the command line's to say, and its
// usual load where that is not everybody's.
import { startBaseline } from './lib/baseline.mjs';
import { whyNoBroker } from './lib/broker.mjs';
import { postgresDatabase, whyNoPostgres } from './lib/postgres.mjs';
import { startService } from './lib/service.mjs';
import { sqliteDatabase } from './lib/sqlite.mjs';

const service = (key, name, database, format, options) => ({
  key,
  name,
  start: async (directory) => startService(directory, await database(directory), format, options),
});
const baseline = (key, name, database, program) => ({
  key,
  name,
  start: async (directory) => startBaseline(directory, await database(directory), program),
});

/** As many sessions as there are connections by default. */
const SESSIONS = 64;

/** The same server, asked for sessions: each connection for one of its own, so that none is spared by another's question. */
const reading = ({ start, ...contender }) => ({
  ...contender,
  start: async (directory) => {
    const { urls, headers, body, pid, stop } = await start(directory);
    const create = async () => (await fetch(urls[0], { method: 'POST', headers, body })).json();
    const sessions = await Promise.all(Array.from({ length: SESSIONS }, create));
    const asking = { accept: headers.accept, ...(headers.authorization && { authorization: headers.authorization }) };
    return { urls, paths: sessions.map(({ id }) => `/${id}`), method: 'GET', headers: asking, pid, stop };
  },
});

const rawPostgres = (key) => baseline(key, 'raw Fastify + pg', postgresDatabase, 'raw-postgres.mjs');

/**
 * Each way to sign in, at one and the same server: two processes of one program differ by more than what is looked for.
 * The last one to be stopped stops it.
 */
const schemes = (() => {
  let [server, users] = [undefined, 0];
  const scheme = (key, name) => ({
    key,
    name,
    start: async (directory) => {
      users++;
      server ??= startService(directory, sqliteDatabase(directory), 'json', { isOpen: true });
      const { headersBy, stop, ...target } = await server;
      return { ...target, headers: await headersBy(key), stop: async () => void (--users === 0 && (await stop())) };
    },
  });
  return [
    scheme('open', 'open: the guard asks nobody'),
    scheme('basic', 'HTTP Basic'),
    scheme('cookie', 'cookie of a sign-in'),
    scheme('key', 'API key'),
    scheme('jwt', 'JWT'),
  ];
})();

const NATS = process.env.TEST_NATS_URL ?? 'nats://127.0.0.1:4222';
const door = (key, name, transport) => service(key, name, sqliteDatabase, 'json', { scheme: 'key', transport });

export const measures = [
  {
    name: 'Creating AI sessions on the embedded database',
    unit: 'creates/s',
    contenders: [
      service('json', 'voice-api, JSON', sqliteDatabase, 'json'),
      service('xml', 'voice-api, XML in and out', sqliteDatabase, 'xml'),
      baseline('raw', 'raw Fastify + better-sqlite3', sqliteDatabase, 'raw-sqlite.mjs'),
      baseline('plain', 'plain NestJS on Express + TypeORM save()', sqliteDatabase, 'plain-nest.mjs'),
    ],
    baselines: ['raw', 'plain'],
    aims: [
      { of: 'json', to: 'raw', atLeast: 1.2 },
      { of: 'json', to: 'plain', atLeast: 4 },
      { of: 'xml', to: 'json', atLeast: 0.6 },
    ],
    // Of the service's own processes, at their peak, in MB.
    memoryAim: { of: ['json', 'xml'], below: 250 },
  },
  {
    name: 'Creating AI sessions by each way to sign in',
    unit: 'creates/s',
    contenders: schemes,
    baselines: ['open'],
    aims: schemes.slice(1).map(({ key }) => ({ of: key, to: 'open', atLeast: 0.9 })),
    // What is looked for is smaller than what the machine's speed drifts by from one second to the next.
    usual: { rounds: 25, seconds: 1 },
  },
  {
    name: 'Creating AI sessions by messages',
    unit: 'creates/s',
    contenders: [
      door('by-http', 'HTTP, a connection a call under way'),
      door('by-tcp', 'messages by TCP, one connection', 'tcp://127.0.0.1:0'),
    ],
    baselines: ['by-http'],
    aims: [{ of: 'by-tcp', to: 'by-http', atLeast: 0.8 }],
  },
  {
    name: 'Creating AI sessions by messages over NATS',
    unit: 'creates/s',
    whyNot: () => whyNoBroker(NATS),
    contenders: [
      door('http-beside-nats', 'HTTP, a connection a call under way'),
      door('by-nats', 'messages by NATS, one connection', NATS),
    ],
    baselines: ['http-beside-nats'],
    aims: [{ of: 'by-nats', to: 'http-beside-nats', atLeast: 0.8 }],
  },
  {
    name: 'Creating AI sessions on PostgreSQL',
    unit: 'creates/s',
    whyNot: whyNoPostgres,
    contenders: [
      service('pg-json', 'voice-api, JSON', postgresDatabase, 'json', { scheme: 'key' }),
      service('pg-two', 'voice-api, two replicas', postgresDatabase, 'json', { scheme: 'key', replicas: 2 }),
      rawPostgres('pg-raw'),
      baseline('pg-plain', 'plain NestJS on Express + TypeORM save()', postgresDatabase, 'plain-nest.mjs'),
    ],
    baselines: ['pg-json', 'pg-raw', 'pg-plain'],
    aims: [
      { of: 'pg-json', to: 'pg-raw', atLeast: 1.5 },
      { of: 'pg-json', to: 'pg-plain', atLeast: 8 },
      { of: 'pg-json', to: 'pg-raw', figure: 'p99', atMost: 1 },
    ],
  },
  {
    name: 'One caller alone on PostgreSQL',
    unit: 'creates/s',
    whyNot: whyNoPostgres,
    load: { connections: 1 },
    contenders: [
      service('pg-one', 'voice-api, JSON', postgresDatabase, 'json', { scheme: 'key' }),
      rawPostgres('pg-one-raw'),
    ],
    baselines: ['pg-one-raw'],
    aims: [{ of: 'pg-one', to: 'pg-one-raw', figure: 'p50', atMost: 1.3 }],
  },
  {
    name: 'Getting an AI session on PostgreSQL',
    unit: 'gets/s',
    whyNot: whyNoPostgres,
    contenders: [
      reading(service('pg-get', 'voice-api, JSON', postgresDatabase, 'json', { scheme: 'key' })),
      reading(rawPostgres('pg-get-raw')),
    ],
    baselines: ['pg-get-raw'],
    aims: [{ of: 'pg-get', to: 'pg-get-raw', atLeast: 0.8 }],
  },
];

/** From the start of the process to the first session created, in s. */
export const startAim = { runs: 3, below: 2.5 };

/** Reading on a small and on a large table: for each database, and how much more the large one may cost. */
export const readMeasures = [
  { key: 'reads', name: 'Reading, embedded database', database: sqliteDatabase },
  { key: 'pg-reads', name: 'Reading, PostgreSQL', database: postgresDatabase, whyNot: whyNoPostgres },
].map((measure) => ({ ...measure, sizes: [10_000, 1_000_000], atMost: 1.5 }));
