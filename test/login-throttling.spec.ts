import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { LoginAttempt } from '../src/auth/entities/login-attempt.entity.js';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { Role } from '../src/auth/principal.js';
import { basic, PASSWORD, startApp } from './support/app.js';
import { Clock } from './support/clock.js';
import { all, attemptsAt, ThrottledService, times } from './support/login-attempts.js';

/** Calls come through a trusted proxy, which names the client's address. */
describe('login throttling', () => {
  let service: ThrottledService;
  beforeAll(async () => {
    service = await ThrottledService.start();
  });
  afterAll(() => service.stop());
  beforeEach(() => service.reset());
  const { guess, enter, signIn } = attemptsAt(() => service.app);

  it('delays a caller after five failures, longer each time, and hashes nothing meanwhile', async () => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    const waits: number[] = [];
    for (let round = 0; round < 13; round++) {
      const before = service.hashes;
      const delayed = await guess();
      expect([delayed.status, delayed.json.responseStatus.errorCode]).toEqual([429, 'TooManyRequests']);
      expect((await enter()).status).toBe(429); // the right password makes no difference then
      expect(service.hashes).toBe(before);
      waits.push(Number(delayed.headers.get('retry-after')));
      service.clock.pass(waits.at(-1) ?? 0);
      expect((await guess()).status).toBe(401);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    service.clock.pass(900);
    expect((await enter()).status).toBe(200);
    expect(await times(4, () => guess())).toEqual(all(4, 401)); // the failures were forgotten
  });

  it.each([-600, 600])('lasts as long as before when the clock of the machine is set by %d s', async (seconds) => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    service.clock.step(seconds);
    const delayed = await enter();
    expect([delayed.status, delayed.headers.get('retry-after')]).toEqual([429, '1']);
    service.clock.pass(1);
    expect((await enter()).status).toBe(200);
    service.clock.step(-seconds);
  });

  it('ignores a block of another replica that ends later than any block does', async () => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    const dateBlocked = new Date(Date.now() + 86_400_000).toISOString();
    await service.app.nest.get(DataSource).manager.updateAll(LoginAttempt, { dateBlocked });
    expect((await enter()).status).toBe(200);
  });

  it('counts failures across all endpoints', async () => {
    expect(await times(3, () => guess())).toEqual(all(3, 401));
    expect(await times(2, (index) => signIn(`wrong ${index}`))).toEqual(all(2, 401));
    const refused = await signIn(PASSWORD);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([429, 'no-store']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await guess()).status).toBe(429);
    const status = await service.app.call('GET', '/auth/status', {
      headers: { authorization: basic('ada', PASSWORD), 'x-forwarded-for': '198.51.100.1' },
    });
    expect(status.status).toBe(429);
  });

  it('allows no more concurrent guesses than successive ones', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => guess()));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(55);
    expect(service.hashes).toBe(5);
  });

  it('counts failures for each address, even when they share a connection', async () => {
    const headers = { authorization: basic('ada', 'wrong') };
    for (const index of [1, 2, 3]) {
      await service.app.postJson('/ai/sessions', {}, { ...headers, 'x-forwarded-for': `198.51.100.${index}` });
    }
    expect(service.log.audit().map(({ address }) => address)).toEqual(['198.51.100.1', '198.51.100.2', '198.51.100.3']);
  });

  it('applies to all replicas, and after a restart', async () => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    const settings = { TRUST_PROXY: 'on', LOG_LEVEL: 'log', DATABASE_URL: service.app.databaseUrl };
    const replica = await startApp().env(settings);
    const headers = { authorization: basic('ada', PASSWORD), 'x-forwarded-for': '198.51.100.1' };
    expect((await replica.postJson('/ai/sessions', {}, headers)).status).toBe(429);
    await replica.stop();
  });

  it('delays an address that tries many users, known and unknown', async () => {
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

  it('allows many addresses no more concurrent guesses than successive ones', async () => {
    const answers = await Promise.all(Array.from({ length: 90 }, (_, i) => guess('ada', `192.0.2.${i}`)));
    expect(answers.every(({ status }) => status === 401)).toBe(true);
    const more = await Promise.all(Array.from({ length: 40 }, (_, i) => guess('ada', `198.51.100.${i}`)));
    expect(more.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(service.hashes).toBe(100);
  });

  it('forgets failures after a day, and deletes their records', async () => {
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    service.clock.pass(24 * 3600 + 1);
    expect((await guess('another', '203.0.113.1')).status).toBe(401);
    expect(await service.app.nest.get(DataSource).manager.count(LoginAttempt)).toBe(3);
    expect(await times(4, () => guess())).toEqual(all(4, 401));
  });

  it('hashes once for existing, unknown and disabled users', async () => {
    const work: number[] = [];
    await service.app.nest.get(UsersService).add('left', PASSWORD, [Role.SystemAdministrator]);
    await service.app.nest.get(UserAdminService).disable('left', 'test');
    expect((await enter('left')).status).toBe(401);
    service.hashes = 0;
    for (const name of ['ada', 'nobody', 'left']) {
      const before = service.hashes;
      await guess(name);
      work.push(service.hashes - before);
    }
    expect(work).toEqual([1, 1, 1]);
  });

  it('hashes the password of a Basic caller once in 5 s', async () => {
    await Promise.all(Array.from({ length: 20 }, () => enter()));
    await times(5, () => enter());
    expect(service.hashes).toBe(1);
  });

  it('is logged without secrets, one line for each event', async () => {
    const names = [
      'ada',
      `evil"}\n{"event":"sign-in"`,
      'vk_AAAAAAAAAAAAAAAAAAAAAAAAA',
      '\u2028\u009b31m\u001b[31m\r\n[Audit] {}',
    ];
    for (const name of names) await signIn(`secret of ${name}`).then(() => guess(name));
    await times(3, () => guess());
    await enter('ada', '203.0.113.7');
    const audit = service.log.audit();
    expect(audit).toContainEqual({ event: 'sign-in-failed', userName: 'ada', address: '198.51.100.1', via: 'Basic' });
    expect(audit).toContainEqual({ event: 'sign-in-failed', address: '198.51.100.1', via: 'Basic' });
    expect(audit).toContainEqual({ event: 'sign-in', userName: 'ada', address: '203.0.113.7', via: 'Basic' });
    expect(audit).toContainEqual({
      event: 'sign-in-locked',
      userName: 'ada',
      scope: 'user at address',
      until: expect.any(String),
      address: '198.51.100.1',
    });
    expect(audit.filter(({ event }) => event === 'sign-in')).toHaveLength(1);
    expect(service.log.all()).not.toMatch(/secret of|guess|vk_A|evil|\u2028|\u009b31m|correct horse/);
  });
});

describe('login throttling without TRUST_PROXY', () => {
  it('ignores forwarded addresses', async () => {
    const clock = new Clock();
    const app = await startApp();
    const statuses: number[] = [];
    for (let index = 0; index < 7; index++) {
      const headers = { authorization: basic('admin', `guess ${index}`), 'x-forwarded-for': `192.0.2.${index}` };
      statuses.push((await app.postJson('/ai/sessions', {}, headers)).status);
    }
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(statuses[5]).toBe(429);
    await app.stop();
    clock.stop();
  });
});
