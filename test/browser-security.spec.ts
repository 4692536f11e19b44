import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { type Answer, PASSWORD, startApp, type TestApp } from './support/app.js';

const ADMIN = { userName: 'admin', password: PASSWORD };

describe('a call from a browser', () => {
  let app: TestApp;
  let cookie: string;
  beforeAll(async () => {
    app = await startApp().env({ TRUST_PROXY: 'on' });
    const answer = await app.postJson('/auth/credentials', ADMIN);
    cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  });
  afterAll(() => app.stop());

  const create = (headers: Record<string, string>): Promise<Answer> =>
    app.postJson('/ai/sessions', {}, { cookie, ...headers });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling subdomain', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
  ])('from %s is rejected in JSON and in XML, and changes nothing', async (_, headers) => {
    const before = (await app.sessions()).length;
    const json = await create(headers);
    expect([json.status, json.json.responseStatus.errorCode]).toEqual([403, 'Forbidden']);
    expect(json.json.responseStatus.message).toContain('another site');
    expect(json.headers.get('x-request-id')).toBeTruthy();
    const xml = await app.postXml('/ai/sessions', '<x/>', { cookie, ...headers });
    expect([xml.status, xml.headers.get('content-type')]).toEqual([403, 'application/xml']);
    for (const path of [
      '/auth/credentials',
      '/auth',
      '/api/Authenticate',
      '/auth/logout',
      '/json/reply/NewAISession',
    ]) {
      const answer = await app.postJson(path, ADMIN, headers);
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    }
    const overridden = { ...headers, 'x-http-method-override': 'PATCH' } as Record<string, string>;
    expect((await app.postJson('/auth/logout', {}, overridden)).status).toBe(405);
    expect(await app.sessions()).toHaveLength(before);
    expect((await create({})).status).toBe(200); // the session has not ended
  });

  it.each([
    ['its own page', () => ({ 'sec-fetch-site': 'same-origin', origin: app.url })],
    ['its own page, an older browser', () => ({ origin: app.url })],
    ['the address bar', () => ({ 'sec-fetch-site': 'none' })],
    ['a program', () => ({})],
  ])('from %s is accepted', async (_, headers) => {
    expect((await create(headers() as Record<string, string>)).status).toBe(200);
  });

  it('gets 404 and 405 before the check of its origin', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await app.postJson('/nothing', {}, headers)).status).toBe(404);
    expect((await app.call('PUT', '/ai/sessions', { headers })).status).toBe(405);
  });

  it('gets Secure cookies when a trusted proxy reports https', async () => {
    const https = await app.postJson('/auth', ADMIN, { 'x-forwarded-proto': 'https' });
    expect(https.headers.getSetCookie()).toHaveLength(3);
    for (const given of https.headers.getSetCookie()) expect(given).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    const http = await app.postJson('/auth', ADMIN);
    for (const given of http.headers.getSetCookie()) expect(given).toMatch(/; HttpOnly; SameSite=Lax$/);
    const alone = await startApp().as(Role.SystemAdministrator);
    const unbelieved = await alone.postJson('/auth', ADMIN, { 'x-forwarded-proto': 'https' });
    expect(unbelieved.headers.getSetCookie().join()).not.toContain('Secure');
    await alone.stop();
  });

  it('from a script gets a 401 that does not open the browser’s password dialog', async () => {
    const challenges = async (headers: Record<string, string>): Promise<unknown> => {
      const { status, headers: told } = await app.call('GET', '/ai/sessions', { headers });
      return [status, told.get('www-authenticate')];
    };
    const others = 'Bearer realm="voice-api", ApiKey realm="voice-api", header="X-Api-Key"';
    expect(await challenges({ 'sec-fetch-dest': 'empty' })).toEqual([401, others]);
    const all = `Basic realm="voice-api", charset="UTF-8", ${others}`;
    expect(await challenges({ 'sec-fetch-dest': 'document' })).toEqual([401, all]);
    expect(await challenges({})).toEqual([401, all]);
  });

  it('for HTML at the root is redirected to the docs page; other calls get 404', async () => {
    const headers = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
    const home = await fetch(`${app.url}/`, { headers, redirect: 'manual' });
    expect([home.status, home.headers.get('location'), home.headers.get('vary')]).toEqual([302, 'docs', 'Accept']);
    for (const accept of ['*/*', 'application/json', 'application/xml']) {
      const { status, headers: told } = await app.call('GET', '/', { headers: { accept } });
      expect([status, told.get('vary')]).toEqual([404, 'Accept']);
    }
  });

  it('gets security headers in every response', async () => {
    const paths = [
      '/docs',
      '/openapi.json',
      '/auth/status',
      '/ai/sessions',
      '/ai/sessions?all=true',
      '/nothing',
      '/%zz',
    ];
    for (const path of paths) {
      const { headers } = await app.call('GET', path, { headers: { cookie } });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('upgrade-insecure-requests');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });
});
