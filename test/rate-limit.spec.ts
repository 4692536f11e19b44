import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { takeToken } from '../src/auth/rate-limit/token-buckets.js';
import { Role } from '../src/auth/principal.js';
import { account, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { availableBrokers } from './support/brokers.js';
import { describeIf } from './support/describe-if.js';
import { Caller, errorReplyOf } from './support/messages.js';

const limited = (settings: Record<string, string> = {}) =>
  startApp()
    .env({ RATE_LIMIT: '5/min', ...settings })
    .with(account('Acme'), account('Globex'), user('one', PASSWORD, Role.SystemAdministrator))
    .with(user('two', PASSWORD, Role.SystemAdministrator));

const get = (app: TestApp, userName: string, path = '/accounts') =>
  app.call('GET', path, { headers: { authorization: basic(userName, PASSWORD) } });

describe('the limit of calls', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await limited({ TRANSPORT_URL: 'tcp://127.0.0.1:0' });
  });
  afterAll(() => app.stop());

  it('lets each caller make as many calls as the bucket has, tells how many are left, and then answers 429', async () => {
    for (const left of [4, 3, 2, 1, 0]) {
      const { status, headers } = await get(app, 'one');
      expect([status, headers.get('ratelimit-policy')]).toEqual([200, '"principal";q=5;w=60']);
      expect(headers.get('ratelimit')).toMatch(new RegExp(`^"principal";r=${left};t=\\d+$`));
    }
    const refused = await get(app, 'one');
    expect([refused.status, refused.json.responseStatus]).toEqual([
      429,
      {
        errorCode: 'TooManyRequests',
        message: 'There are too many calls by this caller. Try again later.',
        errors: [],
      },
    ]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(12);
    expect(refused.headers.get('ratelimit')).toMatch(/^"principal";r=0;t=\d+$/);
    expect((await get(app, 'two')).status).toBe(200);
  });

  it('does not count anonymous calls or health checks', async () => {
    for (let count = 0; count < 7; count++) {
      expect((await app.call('GET', '/accounts')).status).toBe(401);
      expect((await app.call('GET', '/health/live')).status).toBe(200);
    }
  });

  it('also holds by message', async () => {
    const caller = await Caller.of(app); // its key is the administrator's
    for (let count = 0; count < 5; count++) await caller.send('accounts.list', {});
    const error = await errorReplyOf(caller.send('accounts.list', {}));
    expect(error).toMatchObject({ status: 429, retryAfter: expect.any(Number) });
    await caller.close();
  });
});

describe('the limit of calls for an account', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await limited();
  });
  afterAll(() => app.stop());

  it('counts the calls of all callers that name the account, and stores nothing beyond it', async () => {
    const create = (userName: string, name: string) =>
      app.postJson('/ai/sessions', { accountId: app.accountId(name) }, { authorization: basic(userName, PASSWORD) });
    const answers = [];
    for (const userName of ['one', 'two', 'one', 'two', 'one', 'two']) answers.push(await create(userName, 'Acme'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[0]?.headers.get('ratelimit')).toMatch(/^"principal";r=4;t=\d+, "account";r=4;t=\d+$/);
    expect(answers[5]?.json.responseStatus.message).toBe('There are too many calls for this account. Try again later.');
    expect(await app.sessions()).toHaveLength(5);
    expect((await create('two', 'Globex')).status).toBe(200);
  });

  it('counts a batch as one call for each account that it names, and tells about the one with the fewest left', async () => {
    const app = await limited();
    const batch = (...names: string[]) =>
      fetch(`${app.url}/api/NewAISession[]`, {
        method: 'POST',
        headers: { authorization: basic('one', PASSWORD), 'content-type': 'application/json' },
        body: JSON.stringify(names.map((name) => ({ accountId: app.accountId(name) }))),
      });
    const left = ({ headers }: { headers: Headers }) => headers.get('ratelimit')?.replaceAll(/;t=\d+/g, '');
    expect(left(await batch(...Array<string>(6).fill('Acme')))).toBe('"principal";r=4, "account";r=4');
    const both = await batch('Globex', 'Acme', 'Globex');
    expect([both.status, left(both)]).toEqual([200, '"principal";r=3, "account";r=3']);
    expect(both.headers.get('ratelimit-policy')).toBe('"principal";q=5;w=60, "account";q=5;w=60');
    await app.stop();
  });
});

describe('without RATE_LIMIT', () => {
  it('no call has a limit or its headers', async () => {
    const app = await startApp().as(Role.SystemAdministrator);
    const { status, headers } = await app.call('GET', '/accounts');
    expect([status, headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([200, null, null]);
    await app.stop();
  });
});

const redisUrl = (await availableBrokers()).find(([name]) => name === 'Redis')?.[1];

describeIf(redisUrl !== undefined, 'The limit that replicas share: run a Redis server.')(
  'the limit of calls that replicas share through Redis',
  () => {
    it('counts the calls to each of them, and goes on alone while Redis does not answer', async () => {
      // A user name of its own: Redis remembers the buckets for a minute.
      const name = `shared-${Date.now()}`;
      const add = user(name, PASSWORD, Role.SystemAdministrator);
      const replicas = [
        await limited({ RATE_LIMIT_URL: redisUrl ?? '' }).with(add),
        await limited({ RATE_LIMIT_URL: redisUrl ?? '' }).with(add),
      ];
      const statuses = [];
      for (let count = 0; count < 6; count++) {
        const replica = replicas[count % 2];
        if (replica) statuses.push((await get(replica, name)).status);
      }
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
      const alone = await limited({ RATE_LIMIT_URL: 'redis://127.0.0.1:1' });
      expect((await get(alone, 'one')).status).toBe(200);
      await Promise.all([...replicas, alone].map((app) => app.stop()));
    });
  },
);

describe('a token bucket', () => {
  const limit = { size: 10, windowMs: 1_000 };

  it('gives its size at once and then one token for each tenth of the window', () => {
    let fullAt = 0;
    const take = (now: number): boolean => {
      const taken = takeToken(fullAt, now, limit);
      fullAt = taken.fullAt;
      return taken.result.isAllowed;
    };
    const at = (now: number, times: number): boolean[] => Array.from({ length: times }, () => take(now));
    expect(at(5_000, 11)).toEqual([...Array<boolean>(10).fill(true), false]);
    expect(at(5_099, 1)).toEqual([false]);
    expect(at(5_100, 2)).toEqual([true, false]);
    expect(at(5_350, 3)).toEqual([true, true, false]);
    expect(at(9_000, 11)).toEqual([...Array<boolean>(10).fill(true), false]);
  });

  it('says what is left, when the next token comes and when it is full', () => {
    const { result, fullAt } = takeToken(0, 1_000, limit);
    expect(result).toEqual({ isAllowed: true, remaining: 9, fullAfterMs: 100, retryAfterMs: 0 });
    expect(takeToken(fullAt, 1_000, { size: 1, windowMs: 1_000 }).result).toEqual({
      isAllowed: false,
      remaining: 0,
      fullAfterMs: 100,
      retryAfterMs: 100,
    });
  });
});
