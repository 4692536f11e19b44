import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandResult, runAdmin, spawnAdmin } from './support/admin-command.js';
import { account, basic, PASSWORD, startApp, type TestApp } from './support/app.js';
import { Clock } from './support/clock.js';

/** In seconds: how long the service may accept credentials that have been changed. */
const CACHE_TTL = 5;

/** The command beside a running service, on one database. */
describe('the admin command', () => {
  let app: TestApp;
  let clock: Clock;
  beforeAll(async () => {
    clock = new Clock();
    app = await startApp().with(account('Acme'));
  });
  afterAll(async () => {
    await app.stop();
    clock.stop();
  });

  const admin = (line: string, input?: string): Promise<CommandResult> => runAdmin(app.databaseUrl, line, input);
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await app.call('POST', '/ai/sessions', { headers })).status;
  const statusAfterCacheTtl = (headers: Record<string, string>): Promise<number> => {
    clock.pass(CACHE_TTL);
    return status(headers);
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

  it('grants and withdraws access under every scheme while the service runs', async () => {
    expect(await admin('user add ada --role SystemAdministrator --display-name Ada', 'her password\n')).toMatchObject({
      code: 0,
      stdout: "User 'ada' was added.\n",
    });
    const created = await admin('key create ada --name nightly --expires 90d');
    const key = created.stdout.trim();
    expect(key).toMatch(/^vk_[\w-]{43}$/);
    expect(created.stderr).toContain('"event":"key-created"');
    const signIn = await app.postJson('/auth/credentials', {
      userName: 'ada',
      password: 'her password',
      rememberMe: true,
    });
    const cookie = signIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
    const schemes: Record<string, string>[] = [
      { authorization: basic('ada', 'her password') },
      { authorization: `Bearer ${key}` },
      { cookie },
    ];
    for (const headers of schemes) expect(await status(headers)).toBe(200);

    const listed = await admin('key list ada');
    expect(listed.stdout).toMatch(new RegExp(`^${key.slice(0, 9)} +ada +nightly +20`, 'm'));
    expect(listed.stdout).not.toContain(key);

    await admin('user disable ada');
    expect((await admin('user list')).stdout).toMatch(/^ada +SystemAdministrator .*Z +20\S+Z$/m);
    for (const headers of schemes) expect(await statusAfterCacheTtl(headers)).toBe(401);
    await admin('user enable ada');
    expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
    expect(await status({ cookie })).toBe(401); // disabling the user has ended the session

    await admin(`key revoke ${key.slice(0, 9)}`);
    expect(await statusAfterCacheTtl({ authorization: `Bearer ${key}` })).toBe(401);
    await admin('user revoke ada SystemAdministrator');
    expect(await statusAfterCacheTtl({ authorization: basic('ada', 'her password') })).toBe(403);
    await admin('user grant ada SystemAdministrator');
    expect(await statusAfterCacheTtl({ authorization: basic('ada', 'her password') })).toBe(200);
    await admin('user set-password ada', 'another password');
    expect(await status({ authorization: basic('ada', 'another password') })).toBe(200);
    expect(await statusAfterCacheTtl({ authorization: basic('ada', 'her password') })).toBe(401);
    await admin('user remove ada');
    expect(await statusAfterCacheTtl({ authorization: basic('ada', 'another password') })).toBe(401);
  });

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
  ])('rejects %s with a message that explains why', async (line, input, message) => {
    const { code, stderr, stdout } = await admin(line, input);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  it('prints an error as one line without a stack, with exit code 1, in a process of its own', async () => {
    const unknownUser = await spawnAdmin(app.databaseUrl, 'user', 'disable', 'nobody');
    expect(unknownUser).toEqual({ code: 1, stdout: '', stderr: "User 'nobody' does not exist.\n" });
    const wrongSetting = await spawnAdmin('nonsense', 'user', 'list');
    expect(wrongSetting).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^DATABASE_URL must be .*\n$/) });
  });

  it('purges sessions of an account that exists, in a process of its own', async () => {
    const purge = (accountId: string): Promise<CommandResult> =>
      spawnAdmin(app.databaseUrl, 'sessions', 'purge', '--older-than', '90d', '--account', accountId);
    expect(await purge(app.accountId('Acme'))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 sessions /),
    });
    expect(await purge('x')).toEqual({ code: 1, stdout: '', stderr: 'There is no account with this ID.\n' });
  });

  it('prints a new key alone on stdout, in a process of its own', async () => {
    const { code, stdout } = await spawnAdmin(app.databaseUrl, 'key', 'create', 'admin');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^vk_[\w-]{43}\n$/)]);
    expect(await status({ authorization: `Bearer ${stdout.trim()}` })).toBe(200);
  });
});
