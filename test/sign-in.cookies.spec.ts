import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SignIn } from '../src/auth/entities/sign-in.entity.js';
import { type Answer, startApp, type TestApp } from './support/app.js';
import { ADMIN, type AuthenticateResponse, cookieOf, signInTo } from './support/sign-in.js';

describe('signing in with a password', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  const signIn = (more: object = {}): Promise<Answer> => signInTo(app, more);
  const create = (headers: Record<string, string>): Promise<Answer> => app.postJson('/ai/sessions', {}, headers);

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
});
