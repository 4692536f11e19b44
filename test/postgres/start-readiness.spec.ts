import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { PASSWORD } from '../support/app.js';
import { freePort } from '../support/free-port.js';
import { ServiceProcess, temporaryFolder } from '../support/service-process.js';
import { testDatabase } from '../support/test-database.js';

/** The key of the lock that the service holds while it creates the first administrator. */
const LOCK_KEY = 0x766f6963;

it('is not ready while it listens and the first administrator may not exist yet', async () => {
  const database = await testDatabase();
  const env = { DATABASE_URL: database.url, ADMIN_PASSWORD: PASSWORD };
  await (await ServiceProcess.start(env, temporaryFolder())).end('SIGTERM'); // migrates
  const other = new pg.Client(database.url);
  await other.connect();
  await other.query(`SELECT pg_advisory_lock(${LOCK_KEY})`);

  const port = String(await freePort());
  const readiness = (): Promise<number | undefined> =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ status }) => status,
      () => undefined,
    );
  const starting = ServiceProcess.start({ ...env, PORT: port, DATABASE_MIGRATIONS: 'check' }, temporaryFolder());
  let status: number | undefined;
  while (status === undefined) {
    await sleep(20);
    status = await readiness();
  }
  expect(status).toBe(503);
  await other.end(); // releases the lock
  const service = await starting;
  expect(await readiness()).toBe(200);
  await service.end('SIGKILL');
  await database.drop();
});
