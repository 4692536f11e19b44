import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqliteDriver } from '../../src/database/engine/sqlite-driver.js';
import { onServer } from '../support/postgres-server.mjs';
import type { Random } from './random.js';
import type { Rig } from './rig.js';

/** Something that fails for a while. */
export interface Fault {
  readonly name: string;
  /** Brings the fault about and ends it. */
  readonly run: () => void | Promise<void>;
}

const HOUR_MS = 3_600_000;
const LOCKED_TABLES = ['ai_sessions', 'idempotency_keys', 'api_keys', 'users', 'accounts'] as const;

/** The faults that are possible with these parts. */
export function faultsOf(rig: Rig, random: Random): Fault[] {
  const { service, clock, database, brokerLink } = rig;
  const pause = (most: number): Promise<void> => sleep(random.between(200, most));
  const always: Fault[] = [
    { name: 'service killed', run: () => service.kill('SIGKILL') },
    { name: 'service told to stop', run: () => service.kill('SIGTERM') },
    {
      name: 'service stalled',
      run: async () => {
        service.signal('SIGSTOP');
        await pause(6_000);
        service.signal('SIGCONT');
      },
    },
    {
      name: 'clock stepped',
      run: () => clock.step(service, random.between(-HOUR_MS, HOUR_MS)),
    },
  ];
  const withBroker: Fault[] = brokerLink
    ? [
        {
          name: 'broker cut off',
          run: async () => {
            await brokerLink.cut();
            await pause(3_000).finally(() => brokerLink.restore());
          },
        },
      ]
    : [];
  return [...always, ...withBroker, ...(database.dialect === 'sqlite' ? onSqlite() : onPostgres())];

  function onSqlite(): Fault[] {
    if (database.dialect !== 'sqlite') return [];
    const { file, smallDisk } = database;
    const locked: Fault = {
      name: 'database locked',
      run: async () => {
        const other = new (sqliteDriver())(file, { timeout: 1_000 });
        try {
          other.exec('BEGIN IMMEDIATE');
          await pause(7_000);
        } finally {
          other.close();
        }
      },
    };
    if (smallDisk === undefined) return [locked];
    const full: Fault = {
      name: 'disk full',
      run: async () => {
        const ballast = join(smallDisk, 'ballast');
        fill(ballast);
        await pause(4_000).finally(() => rmSync(ballast));
      },
    };
    return [locked, full];
  }

  function onPostgres(): Fault[] {
    if (database.dialect !== 'postgres') return [];
    const { server, link } = database;
    return [
      {
        name: 'connections terminated',
        run: async () => {
          await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
        },
      },
      {
        name: 'PostgreSQL restarted',
        run: async () => {
          await server.stop(random.pick(['SIGINT', 'SIGQUIT']));
          await pause(3_000).finally(() => server.start());
        },
      },
      {
        name: 'PostgreSQL killed',
        run: async () => {
          await server.kill();
          await pause(3_000).finally(() => server.start());
        },
      },
      { name: 'PostgreSQL stalled', run: () => server.stallFor(random.between(500, 6_000)) },
      {
        name: 'database cut off',
        run: async () => {
          await link.cut();
          await pause(3_000).finally(() => link.restore());
        },
      },
      {
        name: 'table locked',
        run: () =>
          onServer(server.url, async (client) => {
            await client.query(`BEGIN; LOCK TABLE ${random.pick(LOCKED_TABLES)} IN ACCESS EXCLUSIVE MODE`);
            await pause(7_000);
          }),
      },
    ];
  }
}

/** Writes a file until there is no space left. */
function fill(path: string): void {
  const chunk = Buffer.alloc(2 ** 20);
  const file = openSync(path, 'w');
  try {
    for (let size = chunk.length; size >= 4_096;) {
      try {
        writeSync(file, chunk, 0, size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size /= 2;
      }
    }
  } finally {
    closeSync(file);
  }
}
