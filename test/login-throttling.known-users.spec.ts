import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { DataSource, Like } from 'typeorm';
import { LoginAttempt } from '../src/auth/entities/login-attempt.entity.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { all, attemptsAt, ThrottledService, times } from './support/login-attempts.js';

/** Calls come through a trusted proxy, which names the client's address. */
describe('login throttling', () => {
  let service: ThrottledService;
  beforeAll(async () => {
    service = await ThrottledService.start();
  });
  afterAll(() => service.stop());
  beforeEach(() => service.reset());
  const { guess, enter } = attemptsAt(() => service.app);

  it('never locks the user out of another address, nor of one where the user is known', async () => {
    expect((await enter('ada', '203.0.113.7')).status).toBe(200);
    service.clock.pass(60);
    expect(await times(5, () => guess())).toEqual(all(5, 401));
    expect((await enter()).status).toBe(429);
    expect((await enter('ada', '203.0.113.8')).status).toBe(200);
    // A hundred failures, each from another network.
    const before = service.hashes;
    const statuses = await times(110, (index) => guess('ada', `192.0.2.${index}`));
    expect(statuses.filter((status) => status === 401)).toHaveLength(95);
    expect(service.hashes - before).toBe(95);
    const unknownPair = await enter('ada', '203.0.113.9');
    expect(unknownPair.status).toBe(429);
    expect(Number(unknownPair.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    service.clock.pass(6);
    expect((await enter('ada', '203.0.113.7')).status).toBe(200);
    service.clock.pass(60);
    expect((await enter('ada', '203.0.113.9')).status).toBe(200);
  });

  it('does not delay known users at an address with many failures', async () => {
    expect((await enter()).status).toBe(200);
    service.clock.pass(6); // the cached credentials have expired
    expect(await times(20, (index) => guess(`user ${index}`))).toEqual(all(20, 401));
    expect((await guess('user 999')).status).toBe(429);
    expect((await enter()).status).toBe(200);
  });

  it.each([1.5, 20])(
    'does not delay a Basic caller who calls every %d s from the address of a guesser',
    async (seconds) => {
      expect((await enter()).status).toBe(200);
      const guessed: number[] = [];
      for (let round = 0; round < 16; round++) {
        guessed.push((await guess()).status);
        expect((await enter()).status).toBe(200);
        service.clock.pass(seconds);
      }
      expect(guessed.filter((status) => status === 429).length).toBeGreaterThan(3); // the guesser was delayed
    },
  );

  it('keeps a Basic caller known who calls without a pause', async () => {
    expect((await enter()).status).toBe(200);
    const records = service.app.nest.get(DataSource).getRepository(LoginAttempt);
    const known = await records.findOneByOrFail({ key: Like('known:%') });
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await records.update(known.key, { dateStale: soon });
    service.clock.pass(4.5); // the credentials are checked again in the background
    expect((await enter()).status).toBe(200);
    while ((await records.findOneByOrFail({ key: known.key })).dateStale === soon) await turn();
    await enter();
    expect(service.log.audit().filter(({ event }) => event === 'sign-in')).toHaveLength(2);
  });

  it('serves known users first, however many guesses are waiting', async () => {
    await enter('ada', '203.0.113.7');
    service.clock.pass(6);
    let [concurrent, most, done] = [0, 0, 0];
    const users = service.app.nest.get(UsersService);
    const verify = users.verify.bind(users);
    users.verify = async (userName, password) => {
      most = Math.max(most, ++concurrent);
      return verify(userName, password).finally(() => concurrent--);
    };
    const guesses = Array.from({ length: 60 }, (_, i) => guess(`user ${i}`, `192.0.2.${i}`).finally(() => done++));
    while (concurrent < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    expect((await enter('ada', '203.0.113.7')).status).toBe(200);
    expect(done).toBeLessThan(60);
    await Promise.all(guesses);
    users.verify = verify;
    expect(most).toBeLessThanOrEqual(3);
  });
});
