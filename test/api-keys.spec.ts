import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ApiKey } from '../src/auth/entities/api-key.entity.js';
import { ApiKeysService } from '../src/auth/users/api-keys.service.js';
import { Role } from '../src/auth/principal.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { Clock } from './support/clock.js';
import { Log } from './support/log.js';

describe('an API key', () => {
  let app: TestApp;
  let clock: Clock;
  let log: Log;
  beforeAll(async () => {
    log = new Log();
    clock = new Clock();
    app = await startApp()
      .env({ LOG_LEVEL: 'verbose' })
      .with(user('robot', PASSWORD, Role.SystemAdministrator), user('clerk', PASSWORD, 'Clerk'));
  });
  afterAll(async () => {
    await app.stop();
    clock.stop();
    log.stop();
  });

  const newKey = async (userName = 'robot', expires?: string): Promise<string> => {
    const owner = await app.nest.get(UsersService).find(userName);
    if (!owner) throw new Error('no such user');
    return (await app.nest.get(ApiKeysService).create(owner, 'test', 'fixture', expires)).key;
  };
  const create = (headers: Record<string, string>): Promise<Answer> => app.postJson('/ai/sessions', {}, headers);
  const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
  const stored = (key: string): Promise<ApiKey | null> =>
    app.nest.get(DataSource).manager.findOneBy(ApiKey, { prefix: key.slice(0, 9) });

  it('is 256 random bits', async () => {
    const key = await newKey();
    expect(key).toMatch(/^vk_[\w-]{43}$/);
    expect(await newKey()).not.toBe(key);
  });

  it.each([
    ['a bearer token', bearer],
    ['an ApiKey', (key: string) => ({ authorization: `ApiKey ${key}` })],
    ['X-Api-Key', (key: string) => ({ 'x-api-key': key })],
    ['the user name of Basic', (key: string) => ({ authorization: basic(key, '') })],
  ])('authenticates its user when sent as %s', async (_, headers) => {
    const answer = await create(headers(await newKey()));
    expect([answer.status, answer.json.createdBy]).toEqual([200, 'robot']);
  });

  it('has the current roles of its user', async () => {
    const answer = await create(bearer(await newKey('clerk')));
    expect([answer.status, answer.json.responseStatus.message]).toEqual([403, 'Invalid Role']);
  });

  it.each([
    ['an unknown key', () => Promise.resolve(bearer(`vk_${'A'.repeat(43)}`))],
    ['a truncated key', async () => bearer((await newKey()).slice(0, -1))],
    ['an empty key', () => Promise.resolve({ 'x-api-key': '' })],
    ['two keys at once', async () => ({ 'x-api-key': `${await newKey()}, ${await newKey()}` })],
    ['a key with a password', async () => ({ authorization: basic(await newKey(), 'x') })],
    ['the stored hash of a key', async () => bearer(`vk_${(await stored(await newKey()))?.keyHash ?? ''}`)],
    ['an expired key', async () => bearer(await newKey('robot', new Date(Date.now() - 1).toISOString()))],
  ])('returns 401 for %s', async (_, headers) => {
    expect((await create(await headers())).status).toBe(401);
  });

  it('is stored only as a hash', async () => {
    const key = await newKey();
    const row = await stored(key);
    expect(JSON.stringify(row)).not.toContain(key.slice(9));
    expect(row?.prefix).toBe(key.slice(0, 9));
  });

  it('appears in no log and no response, even when it is sent in the wrong place', async () => {
    const key = await newKey();
    const answers = await Promise.all([
      create(bearer(key)),
      create(bearer(`${key}x`)),
      create({ authorization: basic(key, 'wrong') }),
      create({ authorization: `Bearer ${key} ${key}` }),
      create({ 'x-api-key': `${key}x` }),
      app.postJson('/auth/credentials', { userName: key, password: key }),
      app.postJson('/auth/credentials', { userName: 'robot', password: key }),
      app.call('GET', `/auth/status`, { headers: bearer(`${key}x`) }),
    ]);
    for (const { text, headers } of answers) {
      expect(text + JSON.stringify([...headers])).not.toContain(key.slice(9));
    }
    expect(log.audit().length).toBeGreaterThan(4);
    expect(log.all()).not.toContain(key.slice(9));
  });

  it('stops working as soon as it expires, even while in use', async () => {
    const key = await newKey('robot', new Date(Date.now() + 3_000).toISOString());
    expect((await create(bearer(key))).status).toBe(200);
    clock.pass(2);
    expect((await create(bearer(key))).status).toBe(200);
    clock.pass(1.1);
    expect((await create(bearer(key))).status).toBe(401);
  });

  it('stops working within 5 s after it is revoked, which is logged', async () => {
    const key = await newKey();
    expect((await create(bearer(key))).status).toBe(200);
    await app.nest.get(ApiKeysService).revoke({ prefix: key.slice(0, 9) }, 'somebody');
    clock.pass(5);
    expect((await create(bearer(key))).status).toBe(401);
    expect(log.audit()).toContainEqual({
      event: 'key-created',
      userName: 'robot',
      prefix: key.slice(0, 9),
      by: 'fixture',
    });
    expect(log.audit()).toContainEqual({ event: 'key-revoked', prefix: key.slice(0, 9), by: 'somebody' });
  });

  it('has its use in the audit log, about once an hour, with the request id', async () => {
    const key = await newKey();
    const uses = (): Record<string, unknown>[] =>
      log.audit().filter(({ event, prefix }) => event === 'key-used' && prefix === key.slice(0, 9));
    const use = async (): Promise<void> => {
      expect((await create({ ...bearer(key), 'x-request-id': 'first-use' })).status).toBe(200);
      await app.nest.get(DataSource).manager.find(ApiKey); // behind the write of the last use
      clock.pass(6);
    };
    for (let count = 0; count < 3; count++) await use();
    expect(uses()).toEqual([
      { event: 'key-used', userName: 'robot', prefix: key.slice(0, 9), address: expect.any(String) },
    ]);
    expect(log.lines().find((line) => line.includes('"key-used"') && line.includes(key.slice(0, 9)))).toContain(
      'first-use',
    );
    clock.pass(3_600);
    await use();
    expect(uses()).toHaveLength(2);
  });

  it('has its last use stored, about once an hour', async () => {
    const key = await newKey();
    const lastUsed = async (): Promise<string | null | undefined> => {
      await create(bearer(key));
      await app.nest.get(DataSource).manager.find(ApiKey);
      await new Promise((resolve) => setTimeout(resolve, 50)); // the service does not wait for that write
      return (await stored(key))?.dateLastUsed;
    };
    const first = await lastUsed();
    expect(first).toMatch(/^\d{4}-.*Z$/);
    clock.pass(1800);
    expect(await lastUsed()).toBe(first);
    clock.pass(1801);
    expect((await lastUsed()) ?? '').not.toBe(first);
  });
});
