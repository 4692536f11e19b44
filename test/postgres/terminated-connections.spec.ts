import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { readEnv } from '../../src/config/env.js';
import { dataSourceOptions } from '../../src/database/schema/data-source-options.js';
import { PASSWORD } from '../support/app.js';
import { KeyedLoad } from '../support/keyed-load.js';
import { SERVER_URL } from '../support/postgres-server.mjs';
import { ServiceProcess, temporaryFolder } from '../support/service-process.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';

/** How often all connections are terminated: `ROUNDS=200 npm test -- terminated` for a long run. */
const ROUNDS = Number(process.env.ROUNDS ?? 10);
/** How long the process is held around a termination, so that everything it missed arrives at once, in ms. */
const HOLD_MS = 150;

describe('connections that PostgreSQL terminates', () => {
  it('do not end the process before anybody listens to them', async () => {
    const options = dataSourceOptions(readEnv({ DATABASE_URL: SERVER_URL })) as PostgresDataSourceOptions;
    const pool = new pg.Pool({ ...(options.extra as pg.PoolConfig), connectionString: SERVER_URL });
    const client = await pool.connect();
    expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
    client.release(true);
    await pool.end();
  });

  let database: TestDatabase;
  let service: ServiceProcess;
  beforeAll(async () => {
    database = await testDatabase();
    // With few connections, calls wait for them. A connection that is handed over at once is the one that may be ending.
    const env = { DATABASE_URL: database.url, DATABASE_POOL_SIZE: '2', ADMIN_PASSWORD: PASSWORD };
    service = await ServiceProcess.start(env, temporaryFolder());
  });
  afterAll(async () => {
    await service.end('SIGKILL');
    await database.drop();
  });

  it(
    `are answered 503, lose nothing that was answered, and do not end the process, ${ROUNDS} times over`,
    async () => {
      const load = new KeyedLoad(service.url);
      for (let round = 0; round < ROUNDS; round++) {
        await load.progress(50);
        const isHeld = round % 2 === 0;
        if (isHeld) service.child.kill('SIGSTOP');
        await database.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
        if (isHeld) {
          await sleep(HOLD_MS);
          service.child.kill('SIGCONT');
        }
      }
      await load.progress(50);
      await load.stop();
      expect([...new Set(load.wrong)]).toEqual([]);
      expect(load.refused).toBeGreaterThan(0);
      expect(service.child.exitCode).toBeNull();
      expect(load.missing(await database.query('SELECT id, purpose FROM ai_sessions'))).toEqual([]);
    },
    30_000 + ROUNDS * 1_000,
  );
});
