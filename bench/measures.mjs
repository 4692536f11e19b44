// What is compared with what. A contender has a key (for --only and the heads of columns), a name, and a start, which
// gives { url, headers, body, pid, countStored, stop }. A measure is a group of contenders that are loaded in turn, the
// keys of those the others are set against, and what is aimed at.
import { startBaseline } from './lib/baseline.mjs';
import { startService } from './lib/service.mjs';

const json = { key: 'json', name: 'voice-api, JSON', start: (directory) => startService(directory, 'json') };
const xml = { key: 'xml', name: 'voice-api, XML in and out', start: (directory) => startService(directory, 'xml') };
const raw = {
  key: 'raw',
  name: 'raw Fastify + better-sqlite3',
  start: (directory) => startBaseline(directory, 'raw-sqlite.mjs'),
};
const plain = {
  key: 'plain',
  name: 'plain NestJS on Express + TypeORM save()',
  start: (directory) => startBaseline(directory, 'plain-nest.mjs'),
};

const scheme = (key, name) => ({ key, name, start: (directory) => startService(directory, 'json', key) });
const open = scheme('open', 'open: the guard asks nobody');
const schemes = [
  scheme('basic', 'HTTP Basic'),
  scheme('cookie', 'cookie of a sign-in'),
  scheme('key', 'API key'),
  scheme('jwt', 'JWT'),
];

export const measures = [
  {
    name: 'Creating AI sessions on the embedded database',
    unit: 'creates/s',
    contenders: [json, xml, raw, plain],
    baselines: ['raw', 'plain'],
    aims: [
      { of: 'json', to: 'raw', atLeast: 0.8 },
      { of: 'json', to: 'plain', atLeast: 4 },
      { of: 'xml', to: 'json', atLeast: 0.6 },
    ],
    // Of the service's own processes, at their peak, in MB.
    memoryAim: { of: ['json', 'xml'], below: 250 },
  },
  {
    name: 'Creating AI sessions by each way to sign in',
    unit: 'creates/s',
    contenders: [open, ...schemes],
    baselines: ['open'],
    aims: schemes.map(({ key }) => ({ of: key, to: 'open', atLeast: 0.9 })),
    memoryAim: { of: [] },
  },
];

/** From the start of the process to the first session created, in s. */
export const startAim = { runs: 3, below: 2.5 };
