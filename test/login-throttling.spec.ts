import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { DataSource, Like } from 'typeorm';
import { LoginAttempt } from '../src/auth/entities/login-attempt.entity.js';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { Role } from '../src/auth/principal.js';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { Clock } from './support/clock.js';
import { Log } from './support/log.js';

/** Somebody whose address is told by a proxy that is believed. */
describe('guessing passwords', () => {
  let app: TestApp;
  let clock: Clock;
  let log: Log;
  let hashes: number;
  beforeEach(async () => {
    log = new Log();
    clock = new Clock();
    app = await startApp()
      .env({ TRUST_PROXY: 'on', LOG_LEVEL: 'log' })
      .with(user('ada', PASSWORD, Role.SystemAdministrator));
    hashes = 0;
    const users = app.nest.get(UsersService);
    const verify = users.verify.bind(users);
    users.verify = (...credentials) => {
      hashes++;
      return verify(...credentials);
    };
  });
  afterEach(async () => {
    await app.stop();
    clock.stop();
    log.stop();
  });

  let guesses = 0;
  const guess = (userName = 'ada', address = '198.51.100.1'): Promise<Answer> =>
    app.postJson(
      '/ai/sessions',
      {},
      { authorization: basic(userName, `guess ${guesses++}`), 'x-forwarded-for': address },
    );
  const enter = (userName = 'ada', address = '198.51.100.1'): Promise<Answer> =>
    app.postJson('/ai/sessions', {}, { authorization: basic(userName, PASSWORD), 'x-forwarded-for': address });
  const signIn = (password: string, address = '198.51.100.1'): Promise<Answer> =>
    app.postJson('/auth/credentials', { userName: 'ada', password }, { 'x-forwarded-for': address });
  const times = async (count: number, work: (index: number) => Promise<Answer>): Promise<number[]> => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index++) statuses.push((await work(index)).status);
    return statuses;
  };
  const all = (count: number, status: number): number[] => Array<number>(count).fill(status);

  it('is refused after five failures, for longer and longer, and not looked at meanwhile', async () => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    const waits: number[] = [];
    for (let round = 0; round < 13; round++) {
      const before = hashes;
      const refused = await guess();
      expect([refused.status, refused.json.responseStatus.errorCode]).toEqual([429, 'TooManyRequests']);
      expect((await enter()).status).toBe(429); // the right password says nothing then
      expect(hashes).toBe(before);
      waits.push(Number(refused.headers.get('retry-after')));
      clock.pass(waits.at(-1) ?? 0);
      expect((await guess()).status).toBe(401);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    clock.pass(900);
    expect((await enter()).status).toBe(200);
    expect(await times(4, () => guess())).toEqual(all(4, 401)); // forgiven
  });

  it('does not last longer because the clock of the machine is set back', async () => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    expect((await guess()).status).toBe(429);
    clock.pass(-86_400);
    expect((await enter()).status).toBe(200);
    clock.pass(86_400);
  });

  it('is counted across all endpoints', async () => {
    expect(await times(3, () => guess())).toEqual(all(3, 401));
    expect(await times(2, (index) => signIn(`wrong ${index}`))).toEqual(all(2, 401));
    const refused = await signIn(PASSWORD);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([429, 'no-store']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await guess()).status).toBe(429);
    const status = await app.call('GET', '/auth/status', {
      headers: { authorization: basic('ada', PASSWORD), 'x-forwarded-for': '198.51.100.1' },
    });
    expect(status.status).toBe(429);
  });

  it('gains nothing by guessing everything at once', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => guess()));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(55);
    expect(hashes).toBe(5);
  });

  it('is counted against each address, also where they share a connection', async () => {
    const headers = { authorization: basic('ada', 'wrong') };
    for (const index of [1, 2, 3]) {
      await app.postJson('/ai/sessions', {}, { ...headers, 'x-forwarded-for': `198.51.100.${index}` });
    }
    expect(log.audit().map(({ address }) => address)).toEqual(['198.51.100.1', '198.51.100.2', '198.51.100.3']);
  });

  it('gains nothing by asking another replica, or after a restart', async () => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    const replica = await startApp().env({ TRUST_PROXY: 'on', DATABASE_URL: app.databaseUrl });
    const headers = { authorization: basic('ada', PASSWORD), 'x-forwarded-for': '198.51.100.1' };
    expect((await replica.postJson('/ai/sessions', {}, headers)).status).toBe(429);
    await replica.stop();
  });

  it('is refused to an address that tries many users, known and unknown alike', async () => {
    const users = (index: number): string => (index % 2 === 0 ? `user ${index}` : 'ada');
    expect(await times(8, (index) => guess(users(index)))).toEqual(all(8, 401));
    expect(await times(12, (index) => guess(`user ${index + 100}`))).toEqual(all(12, 401));
    expect((await guess('user 999')).status).toBe(429);
    expect((await enter()).status).toBe(429);
    expect((await enter('ada', '198.51.100.2')).status).toBe(200);
  });

  it('counts an IPv6 network as one address', async () => {
    expect(await times(20, (index) => guess(`user ${index}`, `2001:db8::${index}`))).toEqual(all(20, 401));
    expect((await guess('user 999', '2001:db8:0:0:ffff::1')).status).toBe(429);
    expect((await guess('user 999', '2001:db8:0:1::1')).status).toBe(401);
  });

  it('never keeps the user out: not from another address, nor where the user is known', async () => {
    expect((await enter('ada', '203.0.113.7')).status).toBe(200);
    clock.pass(60);
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    expect((await enter()).status).toBe(429);
    expect((await enter('ada', '203.0.113.8')).status).toBe(200);
    // A hundred failures, from a network each: somebody who has many.
    const before = hashes;
    const statuses = await times(110, (index) => guess('ada', `192.0.2.${index}`));
    expect(statuses.filter((status) => status === 401)).toHaveLength(95);
    expect(hashes - before).toBe(95);
    const stranger = await enter('ada', '203.0.113.9');
    expect(stranger.status).toBe(429);
    expect(Number(stranger.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    clock.pass(6);
    expect((await enter('ada', '203.0.113.7')).status).toBe(200);
    clock.pass(60);
    expect((await enter('ada', '203.0.113.9')).status).toBe(200);
  });

  it('spares at a crowded address those who are known there', async () => {
    expect((await enter()).status).toBe(200);
    clock.pass(6); // what was verified is no longer believed
    expect(await times(20, (index) => guess(`user ${index}`))).toEqual(all(20, 401));
    expect((await guess('user 999')).status).toBe(429);
    expect((await enter()).status).toBe(200);
  });

  it.each([1.5, 20])('does not put out a caller by Basic every %d s, from the same address', async (seconds) => {
    expect((await enter()).status).toBe(200);
    const guessed: number[] = [];
    for (let round = 0; round < 16; round++) {
      guessed.push((await guess()).status);
      expect((await enter()).status).toBe(200);
      clock.pass(seconds);
    }
    expect(guessed.filter((status) => status === 429).length).toBeGreaterThan(3); // held back for long
  });

  it('does not make a stranger of a caller by Basic who never rests', async () => {
    expect((await enter()).status).toBe(200);
    const records = app.nest.get(DataSource).getRepository(LoginAttempt);
    const known = await records.findOneByOrFail({ key: Like('known:%') });
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await records.update(known.key, { dateStale: soon });
    clock.pass(4.5); // time to see whether the password is still right
    expect((await enter()).status).toBe(200);
    while ((await records.findOneByOrFail({ key: known.key })).dateStale === soon) await turn();
    await enter();
    expect(log.audit().filter(({ event }) => event === 'sign-in')).toHaveLength(2);
  });

  it('by many addresses at once gains no more than by one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 90 }, (_, i) => guess('ada', `192.0.2.${i}`)));
    expect(answers.every(({ status }) => status === 401)).toBe(true);
    const more = await Promise.all(Array.from({ length: 40 }, (_, i) => guess('ada', `198.51.100.${i}`)));
    expect(more.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(hashes).toBe(100);
  });

  it('leaves the machine to those who are known, however many guess', async () => {
    await enter('ada', '203.0.113.7');
    clock.pass(6);
    let [atOnce, most, done] = [0, 0, 0];
    const users = app.nest.get(UsersService);
    const verify = users.verify.bind(users);
    users.verify = async (userName, password) => {
      most = Math.max(most, ++atOnce);
      return verify(userName, password).finally(() => atOnce--);
    };
    const guesses = Array.from({ length: 60 }, (_, i) => guess(`user ${i}`, `192.0.2.${i}`).finally(() => done++));
    while (atOnce < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    expect((await enter('ada', '203.0.113.7')).status).toBe(200);
    expect(done).toBeLessThan(60);
    await Promise.all(guesses);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('is forgotten after a day, and leaves nothing behind', async () => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    clock.pass(24 * 3600 + 1);
    expect((await guess('another', '203.0.113.1')).status).toBe(401);
    expect(await app.nest.get(DataSource).manager.count(LoginAttempt)).toBe(3);
    expect(await times(4, () => guess())).toEqual(all(4, 401));
  });

  it('takes the same work for users there are and are not, enabled and disabled', async () => {
    const work: number[] = [];
    await app.nest.get(UsersService).add('left', PASSWORD, [Role.SystemAdministrator]);
    await app.nest.get(UserAdminService).disable('left', 'test');
    expect((await enter('left')).status).toBe(401);
    hashes = 0;
    for (const name of ['ada', 'nobody', 'left']) {
      const before = hashes;
      await guess(name);
      work.push(hashes - before);
    }
    expect(work).toEqual([1, 1, 1]);
  });

  it('costs those who are in nothing: a password is hashed once in 5 s', async () => {
    await Promise.all(Array.from({ length: 20 }, () => enter()));
    await times(5, () => enter());
    expect(hashes).toBe(1);
  });

  it('is written down without a secret, on lines of its own', async () => {
    const names = [
      'ada',
      `evil"}\n{"event":"sign-in"`,
      'vk_AAAAAAAAAAAAAAAAAAAAAAAAA',
      '\u2028\u009b31m\u001b[31m\r\n[Audit] {}',
    ];
    for (const name of names) await signIn(`secret of ${name}`).then(() => guess(name));
    await times(3, () => guess());
    await enter('ada', '203.0.113.7');
    const audit = log.audit();
    expect(audit).toContainEqual({ event: 'sign-in-failed', userName: 'ada', address: '198.51.100.1', via: 'Basic' });
    expect(audit).toContainEqual({ event: 'sign-in-failed', address: '198.51.100.1', via: 'Basic' });
    expect(audit).toContainEqual({ event: 'sign-in', userName: 'ada', address: '203.0.113.7', via: 'Basic' });
    expect(audit).toContainEqual({
      event: 'lock',
      userName: 'ada',
      scope: 'user at address',
      until: expect.any(String),
      address: '198.51.100.1',
    });
    expect(audit.filter(({ event }) => event === 'sign-in')).toHaveLength(1);
    expect(log.all()).not.toMatch(/secret of|guess|vk_A|evil|\u2028|\u009b31m|correct horse/);
  });
});

describe('without TRUST_PROXY', () => {
  it('forwarded addresses are not believed', async () => {
    const app = await startApp();
    const statuses: number[] = [];
    for (let index = 0; index < 7; index++) {
      const headers = { authorization: basic('admin', `guess ${index}`), 'x-forwarded-for': `192.0.2.${index}` };
      statuses.push((await app.postJson('/ai/sessions', {}, headers)).status);
    }
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(statuses[5]).toBe(429);
    await app.stop();
  });
});
