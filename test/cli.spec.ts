import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basic, PASSWORD } from './support/app.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { type TestDatabase, testDatabase } from './support/test-database.js';

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command beside the built service, on one database. */
describe('the admin command', () => {
  const folder = temporaryFolder();
  const env = { DATABASE_URL: '' };
  let database: TestDatabase;
  let service: ServiceProcess;
  beforeAll(async () => {
    database = await testDatabase();
    env.DATABASE_URL = database.url;
    service = await ServiceProcess.start({ ...env, ADMIN_PASSWORD: PASSWORD }, folder);
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
  });

  const admin = (line: string, input = ''): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [`${process.cwd()}/bin/admin.mjs`, ...line.split(' ')], {
        cwd: folder,
        env: { PATH: process.env.PATH, ...env },
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
      child.stdin.end(input);
    });
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${service.url}/ai/sessions`, { method: 'POST', headers })).status;
  /** Waits until a call has this status: at most the 5 s that what was verified is believed, and a little. */
  const becomes = async (wanted: number, headers: Record<string, string>): Promise<void> => {
    const deadline = Date.now() + 8_000;
    while ((await status(headers)) !== wanted) {
      if (Date.now() > deadline) throw new Error(`It did not become ${wanted}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('explains itself', async () => {
    const { code, stdout } = await admin('--help');
    expect([code, stdout]).toEqual([0, expect.stringContaining('user ')]);
    const user = (await admin('user --help')).stdout;
    for (const verb of ['add', 'list', 'set-password', 'grant', 'revoke', 'rename', 'disable', 'enable', 'remove']) {
      expect(user).toMatch(new RegExp(`^  ${verb} `, 'm'));
    }
    const key = (await admin('key --help')).stdout;
    for (const verb of ['create', 'list', 'revoke']) expect(key).toMatch(new RegExp(`^  ${verb} `, 'm'));
  });

  it('lets a person in and keeps them out while the service runs, by every scheme they have', async () => {
    expect(await admin('user add ada --role SystemAdministrator --display-name Ada', 'her password\n')).toMatchObject({
      code: 0,
      stdout: "User 'ada' was added.\n",
    });
    const made = await admin('key create ada --name nightly --expires 90d');
    const key = made.stdout.trim();
    expect(key).toMatch(/^vk_[\w-]{43}$/);
    expect(made.stderr).toContain('"event":"key-made"');
    const signIn = await service.call('POST', '/auth/credentials', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userName: 'ada', password: 'her password', rememberMe: true }),
    });
    const cookie = signIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
    const ways: Record<string, string>[] = [
      { authorization: basic('ada', 'her password') },
      { authorization: `Bearer ${key}` },
      { cookie },
    ];
    for (const headers of ways) expect(await status(headers)).toBe(200);

    const listed = await admin('key list ada');
    expect(listed.stdout).toMatch(new RegExp(`^${key.slice(0, 9)} +ada +nightly +20`, 'm'));
    expect(listed.stdout).not.toContain(key);

    await admin('user disable ada');
    expect((await admin('user list')).stdout).toMatch(/^ada +SystemAdministrator .*Z +20\S+Z$/m);
    for (const headers of ways) await becomes(401, headers);
    await admin('user enable ada');
    expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
    expect(await status({ cookie })).toBe(401); // what was signed in stays ended

    await admin(`key revoke ${key.slice(0, 9)}`);
    await becomes(401, { authorization: `Bearer ${key}` });
    await admin('user revoke ada SystemAdministrator');
    await becomes(403, { authorization: basic('ada', 'her password') });
    await admin('user grant ada SystemAdministrator');
    await becomes(200, { authorization: basic('ada', 'her password') });
    await admin('user set-password ada', 'another password');
    expect(await status({ authorization: basic('ada', 'another password') })).toBe(200);
    await becomes(401, { authorization: basic('ada', 'her password') });
    await admin('user remove ada');
    await becomes(401, { authorization: basic('ada', 'another password') });
  }, 90_000);

  it.each([
    ['user add short', 'seven77', 'A password must have at least 8 characters.'],
    ['user add common', 'Password1', 'one of the most common'],
    ['user set-password admin', 'qwertyuiop', 'one of the most common'],
    ['user add admin', PASSWORD, "User 'admin' already exists."],
    ['user add a:b', PASSWORD, 'no colon'],
    ['user add vk_x', PASSWORD, 'vk_'],
    ['user disable nobody', '', "User 'nobody' does not exist."],
    ['key create nobody', '', "User 'nobody' does not exist."],
    ['key create admin --expires yesterday', '', 'days, such as 90d'],
    ['key revoke unknown', '', 'see key list'],
    [`key revoke vk_${'a'.repeat(43)}`, '', "Use only the prefix of a key, 'vk_aaaaaa':"],
    [`user disable vk_${'a'.repeat(43)}`, '', "User 'vk_aaaaaa' does not exist."],
    ['user add ada --password secret', '', "unknown option '--password'"],
    ['user grant admin', '', 'nothing to grant'],
  ])('refuses %s and says why', async (line, input, says) => {
    const { code, stderr, stdout } = await admin(line, input);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('says so in one line where a setting is wrong', async () => {
    const child = await new Promise<string>((resolve) => {
      const started = spawn(process.execPath, [`${process.cwd()}/bin/admin.mjs`, 'user', 'list'], {
        cwd: folder,
        env: { PATH: process.env.PATH, DATABASE_URL: 'nonsense' },
      });
      let stderr = '';
      started.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      started.on('close', () => resolve(stderr));
    });
    expect(child).toMatch(/^DATABASE_URL must be .*\n$/);
  });
});
