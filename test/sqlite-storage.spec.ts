import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Role } from '../src/auth/principal.js';
import { sqliteDriver } from '../src/database/engine/sqlite-driver.js';
import { basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { describeIf } from './support/describe-if.js';
import { KeyedLoad } from './support/keyed-load.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { storedIn } from './support/stored-sessions.js';

const HEADERS = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };

describe.each([
  // Full means that no page can be added. The write by which the readiness is probed needs none.
  ['full', 'PRAGMA max_page_count = 1', 'PRAGMA max_page_count = 100000', 200],
  ['read-only', 'PRAGMA query_only = ON', 'PRAGMA query_only = OFF', 503],
] as const)('a database that is %s', (_, breaking, mending, readyStatus) => {
  let app: TestApp;
  beforeEach(async () => {
    const file = `${temporaryFolder()}/voice.db`;
    app = await startApp()
      .env({ DATABASE_URL: `sqlite:${file}` })
      .with(user('ada', PASSWORD, Role.SystemAdministrator))
      .as(Role.SystemAdministrator);
  });
  afterEach(() => app.stop());
  const execute = (statement: string): Promise<unknown> => app.nest.get(DataSource).query(statement);
  /** Larger than what fits into the pages that the database has. */
  const create = (): ReturnType<TestApp['call']> => app.postJson('/ai/sessions', { purpose: 'x'.repeat(3_900) });
  const createUntil = async (status: number): Promise<void> => {
    for (let call = 0; (await create()).status !== status; call++) if (call === 50) throw new Error(`No ${status}`);
  };

  it('answers 503 with Retry-After and is not ready until a write works; reading and signing in go on', async () => {
    await execute(breaking);
    await createUntil(503);
    for (let call = 0; call < 2; call++) {
      const refused = await create();
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
      expect(refused.json.responseStatus.message).toBe('The database cannot be written. Try again shortly.');
    }
    const authorization = basic('ada', PASSWORD); // has not signed in before
    expect((await app.call('GET', '/ai/sessions', { headers: { authorization } })).status).toBe(200);
    expect((await app.call('GET', '/health/ready')).status).toBe(readyStatus);
    expect((await app.call('GET', '/health/live')).status).toBe(200);
    await execute(mending);
    expect((await app.call('GET', '/health/ready')).status).toBe(200);
    expect((await create()).status).toBe(200);
  });
});

const describeOnLinux = describeIf(
  process.platform === 'linux',
  'A disk that refuses writes: only Linux limits the files of a running process. Run the tests on Linux.',
);

describe('an SQLite database of a running service', () => {
  let folder: string;
  let file: string;
  let service: ServiceProcess;
  const start = async (): Promise<ServiceProcess> =>
    (service = await ServiceProcess.start({ DATABASE_URL: `sqlite:${file}`, ADMIN_PASSWORD: PASSWORD }, folder));
  const create = (purpose: string): Promise<Response> =>
    fetch(`${service.url}/ai/sessions`, { method: 'POST', headers: HEADERS, body: JSON.stringify({ purpose }) });
  const isReady = async (): Promise<boolean> => (await fetch(`${service.url}/health/ready`)).status === 200;
  beforeEach(async () => {
    folder = temporaryFolder();
    file = `${folder}/voice.db`;
    await start();
  });
  afterEach(() => service.end('SIGKILL'));

  describeOnLinux('whose files are limited', () => {
    it('answers 503 while the disk refuses its writes, and serves again by itself', async () => {
      // As a full disk does, the limit lets SQLite write a part and then refuses; Node ignores the signal for it.
      const limit = (bytes: string): void =>
        void execFileSync('prlimit', ['--pid', String(service.child.pid), `--fsize=${bytes}`]);
      const load = new KeyedLoad(service.url, { clients: 8 });
      await load.progress(20);
      limit('1000:unlimited');
      while (load.refused < 20) await sleep(10);
      expect(await isReady()).toBe(false);
      limit('unlimited:unlimited');
      while (!(await isReady())) await sleep(50);
      await load.progress(20);
      await load.stop();
      expect(load.wrong).toEqual([]);
      expect(service.child.exitCode).toBeNull();
      await service.end('SIGKILL');
      expect(load.missing(storedIn(file))).toEqual([]);
    });
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'is noticed when another file replaces it: nothing answered is lost, and %s leaves the new file whole',
    async (signal) => {
      expect((await create('in both')).status).toBe(200);
      const restored = `${folder}/backup.db`;
      const database = new (sqliteDriver())(file);
      database.exec(`VACUUM INTO '${restored}'`);
      database.close();

      const load = new KeyedLoad(service.url, { clients: 8 });
      await load.progress(100);
      renameSync(file, `${folder}/old.db`);
      renameSync(restored, file);
      while (load.refused < 20) await sleep(10);
      await load.stop();
      expect(load.wrong).toEqual([]);
      expect(await isReady()).toBe(false);
      await service.printed((output) => output.includes('was deleted or replaced'));
      expect(service.output().match(/was deleted or replaced/g)).toHaveLength(1);
      while (existsSync(`${file}-wal`)) await sleep(20);
      await service.end(signal);

      expect(load.missing(storedIn(`${folder}/old.db`))).toEqual([]);
      expect(storedIn(file).map(({ purpose }) => purpose)).toEqual(['in both']);
      await start();
      expect((await create('after')).status).toBe(200);
    },
  );

  it('is noticed within moments when nobody calls, so that its log does not damage a restored file', async () => {
    expect((await create('before')).status).toBe(200);
    const old = readFileSync(file);
    rmSync(file);
    while (existsSync(`${file}-wal`)) await sleep(20);
    expect(await isReady()).toBe(false);
    expect((await create('after')).status).toBe(503);
    writeFileSync(file, old); // without the log, that is an older state of the database
    await service.end('SIGTERM');
    expect(existsSync(`${file}-wal`)).toBe(false);
    storedIn(file);
  });

  it('is noticed when its log is deleted: nothing answered is lost', async () => {
    const load = new KeyedLoad(service.url, { clients: 8 });
    await load.progress(50);
    rmSync(`${file}-wal`);
    while (load.refused < 20) await sleep(10);
    await load.stop();
    await service.end('SIGKILL');
    expect(load.missing(storedIn(file))).toEqual([]);
  });
});
