import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { PASSWORD, startApp, type TestApp, user } from './support/app.js';

const PAGE = 'https://app.example.com';
const OTHER = 'https://evil.example.com';

describe('CORS_ORIGINS', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp()
      .env({ CORS_ORIGINS: `${PAGE}, http://localhost:5173` })
      .with(user('web', PASSWORD, Role.SystemAdministrator))
      .as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  const preflight = (path: string, origin: string, method = 'POST'): Promise<Response> =>
    fetch(app.url + path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' },
    });

  it.each(['/ai/sessions', '/accounts/one', '/api/NewAISession', '/auth', '/no-such-route', '/openapi.json'])(
    'answers a preflight request of an allowed origin, without credentials: %s',
    async (path) => {
      const response = await preflight(path, PAGE, 'PATCH');
      expect([response.status, await response.text()]).toEqual([204, '']);
      expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
      expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
      const headers = response.headers.get('access-control-allow-headers')?.toLowerCase().split(', ');
      expect(headers).toEqual(expect.arrayContaining(['authorization', 'traceparent', 'tracestate']));
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
      expect(response.headers.get('vary')).toContain('Origin');
    },
  );

  it('answers no preflight request of another origin', async () => {
    const response = await preflight('/ai/sessions', OTHER);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('vary')).toContain('Origin');
  });

  const post = (headers: Record<string, string>) =>
    app.postJson('/ai/sessions', {}, { 'sec-fetch-site': 'cross-site', ...headers });

  it('lets a page of an allowed origin call the service, and read its headers and errors', async () => {
    const created = await post({ origin: PAGE });
    expect([created.status, created.headers.get('access-control-allow-origin')]).toEqual([200, PAGE]);
    expect(created.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(created.headers.get('vary')).toBe('Accept, Origin');
    const failed = await app.postJson('/ai/sessions', { purpose: 1 }, { origin: 'http://localhost:5173' });
    expect([failed.status, failed.headers.get('access-control-allow-origin'), failed.headers.get('vary')]).toEqual([
      400,
      'http://localhost:5173',
      'Accept, Origin',
    ]);
    const anonymous = await app.call('GET', '/accounts', { headers: { origin: PAGE, authorization: 'Basic x' } });
    expect([anonymous.status, anonymous.headers.get('access-control-allow-origin')]).toEqual([401, PAGE]);
  });

  it('refuses a page of another origin, and a call by cookie from any other site', async () => {
    expect((await post({ origin: OTHER })).status).toBe(403);
    const signedIn = await app.postJson('/auth/credentials', { userName: 'web', password: PASSWORD });
    const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    expect(cookie).toContain('ss-id=');
    expect((await post({ authorization: '', cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await post({ authorization: '', cookie, origin: PAGE })).status).toBe(403);
  });
});

describe('without CORS_ORIGINS', () => {
  it('no response has a header of CORS', async () => {
    const app = await startApp().as(Role.SystemAdministrator);
    const { status, headers } = await app.call('GET', '/accounts', { headers: { origin: PAGE } });
    expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([200, null, 'Accept']);
    await app.stop();
  });
});
