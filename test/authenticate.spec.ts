import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { serviceStackRequest } from './support/servicestack-request.js';

const ADDRESSES = ['/auth', '/auth/credentials', '/api/Authenticate', '/json/reply/Authenticate'];
const CREDENTIALS = { userName: 'admin', password: PASSWORD };

/** The members of ServiceStack's AuthenticateResponse, in the order of their DataMember.Order. */
const MEMBERS =
  'UserId SessionId UserName DisplayName ReferrerUrl BearerToken RefreshToken RefreshTokenExpiry ProfileUrl Roles ' +
  'Permissions AuthProvider ResponseStatus Meta';

const FETCH_SITES = {
  foreign: [['sec-fetch-site', 'cross-site'] as const, ['sec-fetch-site', 'same-site'] as const],
  own: [['sec-fetch-site', 'same-origin'] as const, ['sec-fetch-site', 'none'] as const],
};

describe('Authenticate, as in ServiceStack', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(user('clerk', PASSWORD, 'Clerk'));
  });
  afterAll(() => app.stop());

  const signIn = async (): Promise<string> => {
    const answer = await app.postJson('/auth', CREDENTIALS);
    return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  };
  const isSignedIn = async (cookie: string): Promise<boolean> =>
    (await app.call('GET', '/auth', { headers: { cookie } })).status === 200;

  describe.each(ADDRESSES)('at %s', (path) => {
    it('tells who is signed in by GET and by POST, without a token', async () => {
      const cookie = await signIn();
      const byGet = await app.call('GET', path, { headers: { cookie } });
      const byPost = await app.postJson(path, {}, { cookie });
      for (const { status, json, headers } of [byGet, byPost]) {
        expect([status, json, headers.get('cache-control'), headers.getSetCookie()]).toEqual([
          200,
          {
            userId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            userName: 'admin',
            displayName: 'admin',
            roles: ['SystemAdministrator'],
            authProvider: 'credentials',
          },
          'no-store',
          [],
        ]);
      }
    });

    it('is 401 with the challenges where nobody is signed in', async () => {
      for (const cookie of ['', 'ss-id=stale']) {
        for (const answer of [
          await app.call('GET', path, { headers: { cookie } }),
          await app.postJson(path, {}, { cookie }),
        ]) {
          expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([401, 'Unauthorized']);
          expect(answer.headers.get('www-authenticate')).toContain('Basic');
        }
      }
    });

    it.each(['credentials', 'Credentials', 'CREDENTIALS'])('takes the provider %s', async (provider) => {
      const answer = await app.postJson(path, { ...CREDENTIALS, provider });
      expect([answer.status, answer.json.userName]).toEqual([200, 'admin']);
    });

    it.each(['logout', 'Logout', 'LOGOUT'])('signs out by the provider %s, by POST and by GET', async (provider) => {
      const [first, second] = [await signIn(), await signIn()];
      const byPost = await app.postJson(path, { provider }, { cookie: first });
      const byGet = await app.call('GET', `${path}?Provider=${provider}`, { headers: { cookie: second } });
      for (const { status, json } of [byPost, byGet]) expect([status, json]).toEqual([200, {}]);
      expect([await isSignedIn(first), await isSignedIn(second)]).toEqual([false, false]);
    });

    it.each(['?userName=admin', `?USERNAME=admin&Password=${encodeURIComponent(PASSWORD)}`, '?password=x'])(
      'is 400 by GET with %s, and by HEAD, and gives no cookie',
      async (query) => {
        const answer = await app.call('GET', path + query);
        expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
        expect(answer.json.responseStatus.errors[0]?.fieldName.toLowerCase()).toBe(
          /\w+/.exec(query)?.[0].toLowerCase(),
        );
        expect((await app.call('HEAD', path + query)).status).toBe(400);
      },
    );

    it('is 400 with another provider, and with a password but no user name', async () => {
      expect((await app.call('GET', `${path}?provider=facebook`)).status).toBe(400);
      const { status, json } = await app.postJson(path, { password: PASSWORD });
      expect([status, json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'UserName']);
    });
  });

  it('tells of other credentials than a cookie too', async () => {
    const answer = await app.call('GET', '/auth', { headers: { authorization: basic('clerk', PASSWORD) } });
    expect(answer.json).toMatchObject({ userName: 'clerk', roles: ['Clerk'], authProvider: 'basic' });
    const wrong = await app.call('GET', '/auth', { headers: { authorization: basic('clerk', 'wrong') } });
    expect(wrong.status).toBe(401);
  });

  it('writes the 14 members in XML, those without a value as nil', async () => {
    const cookie = await signIn();
    const { text } = await app.call('GET', '/auth.xml', { headers: { cookie } });
    const elements = [...text.matchAll(/<([A-Z]\w+)([^>]*)>/g)].slice(1);
    expect(elements.map(([, name]) => name).join(' ')).toBe(MEMBERS);
    const set = elements.filter(([, , attributes]) => !attributes?.includes('i:nil="true"')).map(([, name]) => name);
    expect(set).toEqual(['UserId', 'UserName', 'DisplayName', 'Roles', 'AuthProvider']);
  });

  it.each(['/auth', '/api/Authenticate'])('signs out by DELETE %s', async (path) => {
    const cookie = await signIn();
    const { status, json, headers } = await app.call('DELETE', path, { headers: { cookie } });
    expect([status, json]).toEqual([200, {}]);
    expect(headers.getSetCookie().map((each) => each.split('; HttpOnly')[0])).toEqual([
      'ss-id=; Path=/; Max-Age=0',
      'ss-pid=; Path=/; Max-Age=0',
      'ss-opt=; Path=/; Max-Age=0',
    ]);
    expect(await isSignedIn(cookie)).toBe(false);
  });

  const signOuts: [call: string, body: string][] = [
    ...['GET', 'HEAD', 'POST'].map((method): [string, string] => [`${method} /auth/logout`, '']),
    ...['GET /api/Logout', 'DELETE /auth', 'DELETE /api/Authenticate'].map((each): [string, string] => [each, '']),
    ...ADDRESSES.flatMap((path): [string, string][] => [
      [`GET ${path}?provider=logout`, ''],
      [`HEAD ${path}?provider=logout`, ''],
      [`POST ${path}`, '{"provider":"logout"}'],
    ]),
  ];
  it.each(signOuts)('does not sign out by %s %s from a page of another site', async (call, text) => {
    const [method = '', path = ''] = call.split(' ');
    const body = text || undefined;
    const cookie = await signIn();
    for (const [name, value] of [...FETCH_SITES.foreign, ['origin', 'null'] as const]) {
      const headers = { cookie, 'content-type': 'application/json', [name]: value };
      const answer: Answer = await app.call(method, path, { headers, body });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    }
    expect(await isSignedIn(cookie)).toBe(true);
    for (const [name, value] of [...FETCH_SITES.own, ['origin', app.url] as const]) {
      const headers = { cookie, 'content-type': 'application/json', [name]: value };
      expect((await app.call(method, path, { headers, body })).status).toBe(200);
    }
    expect(await isSignedIn(cookie)).toBe(false);
  });

  it('lets ServiceStack’s TypeScript client ask who is signed in, and sign out by DELETE', async () => {
    const client = new JsonServiceClient(app.url);
    await client.post(serviceStackRequest('Authenticate', 'POST', { provider: 'credentials', ...CREDENTIALS }));
    const who = () => client.api(serviceStackRequest('Authenticate', 'GET', {}));
    expect((await who()).response).toMatchObject({ userName: 'admin' });
    await client.delete(serviceStackRequest('Authenticate', 'DELETE', {}));
    expect((await who()).error).toMatchObject({ errorCode: 'Unauthorized' });
  });
});
