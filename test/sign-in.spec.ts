import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { Agent, get } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import { SignIn } from '../src/auth/entities/sign-in.entity.js';
import { Role } from '../src/auth/principal.js';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { account, type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';

/** The classes as ServiceStack's generator writes them for TypeScript. */
class AuthenticateResponse {
  declare userId: string;
  declare sessionId: string;
  declare userName: string;
  declare displayName: string;
  declare roles: string[];
}
class Authenticate {
  declare provider: string;
  declare userName: string;
  declare password: string;
  declare rememberMe: boolean;
  constructor(init?: Partial<Authenticate>) {
    Object.assign(this, init);
  }
  getTypeName(): string {
    return 'Authenticate';
  }
  getMethod(): string {
    return 'POST';
  }
  createResponse(): AuthenticateResponse {
    return new AuthenticateResponse();
  }
}
class NewAISession {
  declare purpose: string;
  constructor(init?: Partial<NewAISession>) {
    Object.assign(this, init);
  }
  getTypeName(): string {
    return 'NewAISession';
  }
  getMethod(): string {
    return 'POST';
  }
  createResponse(): { createdBy?: string } {
    return {};
  }
}

const ADMIN = { provider: 'credentials', userName: 'admin', password: PASSWORD };

/** The Cookie header that a browser would send back: the cookies that are not deleted. */
const cookieOf = ({ headers }: Answer): string =>
  headers
    .getSetCookie()
    .filter((cookie) => !cookie.includes('Max-Age=0;'))
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

describe('signing in with a password', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('Acme'), account('Bolt'), user('clerk', PASSWORD, 'Clerk'));
    await app.nest.get(UsersService).add('sales', PASSWORD, ['Sales'], {
      accountIds: [app.accountId('Bolt')],
      displayName: 'Sally',
      emailAddress: 'sally@example.com',
    });
  });
  afterAll(() => app.stop());

  const signIn = (more: object = {}): Promise<Answer> => app.postJson('/auth/credentials', { ...ADMIN, ...more });
  const create = (headers: Record<string, string>): Promise<Answer> => app.postJson('/ai/sessions', {}, headers);

  it.each(['/auth', '/auth/credentials', '/auth/logout', '/api/Authenticate', '/jsonl/reply/Logout'])(
    'rejects a body over 4 KiB at %s, before it reads it',
    async (path) => {
      const body = { ...ADMIN, padding: '' };
      const padding = 'x'.repeat(4096 - JSON.stringify(body).length);
      expect((await app.postJson(path, { ...body, padding })).status).toBe(200);
      const tooLarge = await app.postJson(path, { ...body, padding: `${padding}x` }, { accept: 'application/json' });
      expect([tooLarge.status, tooLarge.json.responseStatus.message]).toEqual([
        413,
        'The body is too large. The maximum is 65,536 bytes, 4,096 bytes to sign in or out, and 1,048,576 bytes for a batch.',
      ]);
    },
  );

  it('returns the user and cookies that authenticate later calls', async () => {
    const answer = await signIn();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.json).toEqual({
      userId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sessionId: expect.stringMatching(/^[\w-]{43}$/),
      userName: 'admin',
      displayName: 'admin',
      roles: ['SystemAdministrator'],
      authProvider: 'credentials',
    });
    const { sessionId } = answer.json as unknown as AuthenticateResponse;
    const life = 'Path=/; Max-Age=43200; HttpOnly; SameSite=Lax';
    expect(answer.headers.getSetCookie()).toEqual([
      `ss-id=${sessionId}; ${life}`,
      `ss-pid=${sessionId}; ${life}`,
      `ss-opt=temp; ${life}`,
    ]);
    for (const cookie of [
      cookieOf(answer),
      `ss-id=${sessionId}`,
      `a=b; ss-pid=${sessionId}`,
      `ss-id=; ss-pid=${sessionId}`,
      `$Version="1"; ss-id="${sessionId}";$Path="/";$Domain="127.0.0.1"`,
    ]) {
      const created = await create({ cookie });
      expect([created.status, created.json.createdBy]).toEqual([200, 'admin']);
    }
  });

  it('lasts longer with rememberMe', async () => {
    const cookies = (await signIn({ rememberMe: true })).headers.getSetCookie();
    expect(cookies).toHaveLength(3);
    for (const cookie of cookies) expect(cookie).toContain('Max-Age=2592000;');
    expect(cookies[2]).toMatch(/^ss-opt=perm;/);
  });

  it.each([
    ['/auth/credentials', JSON.stringify(ADMIN), 'application/json', /"userName":"admin"/],
    ['/auth', JSON.stringify(ADMIN), 'application/json', /"userName":"admin"/],
    ['/api/Authenticate', JSON.stringify({ ...ADMIN, provider: undefined }), 'application/json', /"userName":"admin"/],
    ['/json/reply/Authenticate', JSON.stringify(ADMIN), 'application/json', /"userName":"admin"/],
    ['/auth/credentials', new URLSearchParams({ ...ADMIN }).toString(), 'application/x-www-form-urlencoded', /"admin"/],
    [
      '/auth/credentials',
      `<Authenticate xmlns="http://schemas.servicestack.net/types"><provider>credentials</provider><UserName>admin</UserName><Password>${PASSWORD}</Password></Authenticate>`,
      'application/xml',
      /^<\?xml version="1.0" encoding="utf-8"\?><AuthenticateResponse xmlns:i="http:\/\/www.w3.org\/2001\/XMLSchema-instance" xmlns="http:\/\/schemas.servicestack.net\/types"><UserId>[^<]+<\/UserId><SessionId>[^<]+<\/SessionId><UserName>admin<\/UserName><DisplayName>admin<\/DisplayName>.*<Roles xmlns:d2p1="http:\/\/schemas.microsoft.com\/2003\/10\/Serialization\/Arrays"><d2p1:string>SystemAdministrator<\/d2p1:string><\/Roles>.*<\/AuthenticateResponse>$/,
    ],
  ])('works at %s with %s', async (path, body, type, expected) => {
    const answer = await app.call('POST', path, { body, headers: { 'content-type': type } });
    expect([answer.status, answer.headers.getSetCookie().length]).toEqual([200, 3]);
    expect(answer.text).toMatch(expected);
  });

  it('returns the same error without a cookie for a wrong password and for an unknown user', async () => {
    const wrong = await signIn({ password: 'wrong' });
    const unknown = await signIn({ userName: 'nobody' });
    expect([wrong.status, wrong.text]).toEqual([401, unknown.text]);
    expect(wrong.headers.get('www-authenticate')).toBe(unknown.headers.get('www-authenticate'));
    expect(wrong.json.responseStatus).toMatchObject({
      errorCode: 'Unauthorized',
      message: 'Invalid UserName or Password',
    });
    expect(wrong.headers.get('cache-control')).toBe('no-store');
    expect([...wrong.headers.getSetCookie(), ...unknown.headers.getSetCookie()]).toEqual([]);
  });

  it('returns 400 when a member is missing, too long or unknown', async () => {
    const missing = await signIn({ userName: '', password: undefined });
    expect(missing.json.responseStatus.errors.map(({ fieldName }) => fieldName)).toEqual(['UserName', 'Password']);
    expect((await signIn({ userName: 'x'.repeat(201) })).json.responseStatus.errorCode).toBe('MaximumLength');
    expect((await signIn({ provider: 'facebook' })).json.responseStatus.errors[0]).toMatchObject({
      errorCode: 'NotFound',
      fieldName: 'Provider',
    });
  });

  it('creates a new token each time, and ends the session of the token that was sent', async () => {
    const first = cookieOf(await signIn());
    expect((await create({ cookie: first })).status).toBe(200);
    const chosenByAttacker = `ss-id=${'A'.repeat(43)}; ss-pid=${'A'.repeat(43)}`;
    for (const cookie of [chosenByAttacker, first]) {
      const answer = await app.postJson('/auth/credentials', ADMIN, { cookie });
      expect(cookieOf(answer)).not.toContain(cookie.slice(6, 49));
      expect((await create({ cookie: cookieOf(answer) })).status).toBe(200);
      expect((await create({ cookie })).status).toBe(401);
    }
  });

  it.each([
    ['got another password', (admin: UserAdminService, name: string) => admin.setPassword(name, PASSWORD, 'test')],
    ['was disabled', (admin: UserAdminService, name: string) => admin.disable(name, 'test')],
    [
      'was disabled and enabled',
      async (admin: UserAdminService, name: string) => {
        await admin.disable(name, 'test');
        await admin.enable(name, 'test');
      },
    ],
    ['was removed', (admin: UserAdminService, name: string) => admin.remove(name, 'test')],
  ])('rejects a user who %s while the password was verified', async (what, change) => {
    const users = app.nest.get(UsersService);
    const { id } = await users.add(what, PASSWORD, ['Clerk']);
    const verify = users.verify.bind(users);
    users.verify = async (...credentials) => {
      const verified = await verify(...credentials);
      await change(app.nest.get(UserAdminService), what);
      return verified;
    };
    const answer = await app.postJson('/auth/credentials', { userName: what, password: PASSWORD });
    users.verify = verify;
    expect([answer.status, cookieOf(answer)]).toEqual([401, '']);
    expect(await app.nest.get(DataSource).manager.countBy(SignIn, { userId: id })).toBe(0);
  });

  it('stores only a hash of the token', async () => {
    const { sessionId } = (await signIn()).json as unknown as AuthenticateResponse;
    const stored = JSON.stringify(await app.nest.get(DataSource).manager.find(SignIn));
    expect(stored).not.toContain(sessionId);
  });

  it('ends when it expires', async () => {
    const cookie = cookieOf(await signIn());
    await app.nest.get(DataSource).manager.updateAll(SignIn, { dateExpires: new Date().toISOString() });
    expect((await create({ cookie })).status).toBe(401);
  });

  it.each(['POST', 'GET'])('ends that session alone by %s /auth/logout', async (method) => {
    const mine = cookieOf(await signIn());
    const other = cookieOf(await signIn());
    expect((await create({ cookie: mine })).status).toBe(200);
    const answer = await app.call(method, '/auth/logout', { headers: { cookie: mine } });
    expect([answer.status, answer.json, answer.headers.get('cache-control')]).toEqual([200, {}, 'no-store']);
    expect(answer.headers.getSetCookie().map((cookie) => cookie.split('; HttpOnly')[0])).toEqual([
      'ss-id=; Path=/; Max-Age=0',
      'ss-pid=; Path=/; Max-Age=0',
      'ss-opt=; Path=/; Max-Age=0',
    ]);
    expect((await create({ cookie: mine })).status).toBe(401);
    expect((await create({ cookie: other })).status).toBe(200);
    expect((await app.call(method, '/auth/logout')).status).toBe(200);
  });

  it.each(['/auth/logout', '/api/Logout', '/json/reply/Logout'])(
    'does not end by a GET or HEAD of %s from a page of another site',
    async (path) => {
      const cookie = cookieOf(await signIn());
      for (const method of ['GET', 'HEAD']) {
        for (const [name, value] of [
          ['sec-fetch-site', 'cross-site'],
          ['origin', 'https://evil.example'],
        ] as const) {
          const response = await fetch(app.url + path, { method, headers: { cookie, [name]: value } });
          expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
        }
      }
      expect((await create({ cookie })).status).toBe(200);
      const own = await fetch(app.url + path, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
      expect(own.status).toBe(200);
      expect((await create({ cookie })).status).toBe(401);
    },
  );

  it('grants no roles: returns 403 to a user without the role', async () => {
    const cookie = cookieOf(await signIn({ userName: 'clerk' }));
    const answer = await create({ cookie });
    expect([answer.status, answer.json.responseStatus.message]).toEqual([403, 'Invalid Role']);
  });

  describe('GET /auth/status', () => {
    const status = (headers: Record<string, string> = {}): Promise<Answer> =>
      app.call('GET', '/auth/status', { headers });

    it('reports an anonymous caller, even with invalid credentials', async () => {
      for (const headers of [{}, { cookie: 'ss-id=stale' }, { authorization: 'Bearer x' }] as Record<
        string,
        string
      >[]) {
        const answer = await status(headers);
        expect([answer.status, answer.text]).toEqual([200, '{"isAuthenticated":false}']);
        expect(answer.headers.get('cache-control')).toBe('no-store');
      }
    });

    it('lists every account for an administrator', async () => {
      const answer = await status({ cookie: cookieOf(await signIn()) });
      const { accountIds, accountNames, ...rest } = answer.json as unknown as Record<string, string[]>;
      expect(rest).toMatchObject({
        isAuthenticated: true,
        userName: 'admin',
        name: 'admin',
        roles: [Role.SystemAdministrator],
      });
      expect(accountNames).toEqual(['Acme', 'Bolt', 'Demo account']);
      expect(accountIds?.slice(0, 2)).toEqual([app.accountId('Acme'), app.accountId('Bolt')]);
    });

    it('lists their own accounts for other users', async () => {
      const answer = await status({ authorization: basic('sales', PASSWORD) });
      expect(answer.json).toMatchObject({
        id: expect.any(String),
        userName: 'sales',
        name: 'Sally',
        emailAddress: 'sally@example.com',
        roles: ['Sales'],
        accountIds: [app.accountId('Bolt')],
        accountNames: ['Bolt'],
      });
      const clerk = await status({ authorization: basic('clerk', PASSWORD) });
      expect(clerk.json).toMatchObject({ accountIds: [], accountNames: [] });
    });
  });

  it('distinguishes callers who share a connection, for all credentials in any order', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const connections = new Set<Socket>();
    const callerOf = (headers: Record<string, string>) =>
      new Promise<string>((resolve, reject) => {
        get(`${app.url}/auth/status`, { agent, headers }, (answer) => {
          connections.add(answer.socket);
          text(answer).then(
            (body) => resolve((JSON.parse(body) as { userName?: string }).userName ?? 'anonymous'),
            reject,
          );
        }).on('error', reject);
      });
    const cookie = cookieOf(await signIn());
    const calls: [Record<string, string>, string][] = [
      [{ authorization: basic('sales', PASSWORD) }, 'sales'],
      [{ cookie }, 'admin'],
      [{}, 'anonymous'],
      [{ authorization: basic('clerk', PASSWORD), cookie }, 'clerk'],
      [{ authorization: basic('clerk', 'wrong'), cookie }, 'anonymous'],
      [{ authorization: basic('clerk', 'wrong'), 'x-api-key': 'x' }, 'anonymous'],
      [{ cookie }, 'admin'],
      [{ cookie, 'x-api-key': 'vk_wrong' }, 'anonymous'],
    ];
    for (const [headers, userName] of [...calls, ...calls.toReversed()]) {
      expect([headers, await callerOf(headers)]).toEqual([headers, userName]);
      expect([headers, await callerOf(headers)]).toEqual([headers, userName]);
    }
    expect(connections.size).toBe(1);
    agent.destroy();
  });

  it.each([
    ['with its default base path', (client: JsonServiceClient) => client],
    ['with useBasePath()', (client: JsonServiceClient) => client.useBasePath('')],
    ['with useBasePath("/api")', (client: JsonServiceClient) => client.useBasePath('/api')],
  ])('signs ServiceStack’s TypeScript client %s in and out', async (_, based) => {
    const client = based(new JsonServiceClient(app.url));
    const answer = await client.post(new Authenticate({ ...ADMIN, rememberMe: true }));
    expect(answer).toMatchObject({ userName: 'admin', roles: ['SystemAdministrator'] });
    expect(await client.post(new NewAISession({ purpose: 'p' }))).toMatchObject({ createdBy: 'admin' });
    await client.post(new Authenticate({ provider: 'logout' }));
    const { error } = await client.api(new NewAISession());
    expect(error).toMatchObject({ errorCode: 'Unauthorized' });
  });
});
