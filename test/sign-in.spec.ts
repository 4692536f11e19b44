import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { DataSource } from 'typeorm';
import { SignIn } from '../src/auth/entities/sign-in.entity.js';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { type Answer, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { ADMIN, AuthenticateResponse, cookieOf, signInTo } from './support/sign-in.js';

/** The classes as ServiceStack's generator writes them for TypeScript. */
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

describe('signing in with a password', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(user('clerk', PASSWORD, 'Clerk'));
  });
  afterAll(() => app.stop());

  const signIn = (more: object = {}): Promise<Answer> => signInTo(app, more);
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

  it('grants no roles: returns 403 to a user without the role', async () => {
    const cookie = cookieOf(await signIn({ userName: 'clerk' }));
    const answer = await create({ cookie });
    expect([answer.status, answer.json.responseStatus.message]).toEqual([403, 'Invalid Role']);
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
