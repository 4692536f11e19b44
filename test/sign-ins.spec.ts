import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, IsNull, MoreThanOrEqual, Not } from 'typeorm';
import { SignIn } from '../src/auth/entities/sign-in.entity.js';
import { runAdmin } from './support/admin-command.js';
import { PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { Clock } from './support/clock.js';

/** Less than the time for which a last use is not stored again, in ms. */
const RECENT_MS = 30_000;

describe('a sign-in', () => {
  let app: TestApp;
  let clock: Clock;
  beforeEach(async () => {
    clock = new Clock();
    app = await startApp()
      .env({ SIGN_IN_IDLE_MINUTES: '60' })
      .with(user('ada', PASSWORD, 'Clerk'));
  });
  afterEach(async () => {
    await app.stop();
    clock.stop();
  });

  const signIn = async (userName = 'ada'): Promise<string> => {
    const answer = await app.postJson('/auth', { userName, password: PASSWORD, rememberMe: true });
    return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  };
  const status = async (cookie: string): Promise<number> => {
    const recent = { dateLastUsed: MoreThanOrEqual(new Date(Date.now() - RECENT_MS).toISOString()) };
    const answer = await app.call('GET', '/auth', { headers: { cookie } });
    // The last use is stored in the background.
    const { manager } = app.nest.get(DataSource);
    while (answer.status === 200 && !(await manager.existsBy(SignIn, recent))) await sleep(20);
    return answer.status;
  };
  const minutes = (count: number): void => clock.pass(count * 60);
  const admin = (line: string) => runAdmin(app.databaseUrl, `sign-ins ${line}`);

  it('ends after the time of no use, and use prolongs it', async () => {
    const [used, unused] = [await signIn(), await signIn()];
    for (let count = 0; count < 3; count++) {
      minutes(50);
      expect(await status(used)).toBe(200);
    }
    expect(await status(unused)).toBe(401);
    minutes(59);
    expect(await status(used)).toBe(200);
    minutes(67);
    expect(await status(used)).toBe(401);
  });

  it('from before its use was recorded counts from its beginning', async () => {
    const cookie = await signIn();
    const { manager } = app.nest.get(DataSource);
    await manager.update(SignIn, { id: Not(IsNull()) }, { dateLastUsed: null });
    minutes(30);
    expect(await status(cookie)).toBe(200);
    expect(await manager.countBy(SignIn, { dateLastUsed: IsNull() })).toBe(0);
  });

  it('is listed and ended by the admin command', async () => {
    const [first, second, other] = [await signIn(), await signIn(), await signIn('admin')];
    const listed = await admin('list');
    expect([listed.code, listed.stdout.split('\n').length]).toEqual([0, 5]);
    expect(listed.stdout).toMatch(/^ID +USER +CREATED +LAST USED +EXPIRES$/m);
    const [id = ''] = /^[0-9a-f-]{36}(?= +ada )/m.exec((await admin('list ADA')).stdout) ?? [];
    const ended = await admin(`end ${id}`);
    expect(ended).toMatchObject({ code: 0, stdout: '1 sign-in ended.\n' });
    expect(ended.stderr).toContain(`"event":"sign-in-ended","userName":"ada","id":"${id}"`);
    minutes(0.1);
    expect([await status(first), await status(second), await status(other)]).toEqual([401, 200, 200]);
    expect((await admin('end --user ada')).stdout).toBe('1 sign-in ended.\n');
    minutes(0.1);
    expect([await status(second), await status(other)]).toEqual([401, 200]);
    expect(await admin(`end ${id}`)).toMatchObject({ code: 1, stderr: expect.stringContaining('no such sign-in') });
    expect(await admin('end')).toMatchObject({ code: 1, stderr: expect.stringContaining('--user') });
  });
});
