import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { basic, startApp, type TestApp, user } from './support/app.js';
import { rawHttp } from './support/raw-http.js';

const addressesIn = (html: string): string[] =>
  [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url ?? '');

describe('access to the console', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  const statusOf = async (path: string, authorization = ''): Promise<number> =>
    (await app.call('GET', path, { headers: { authorization } })).status;

  it.each<Record<string, string>>([{}, { NODE_ENV: 'production', CONSOLE: 'public' }])(
    'needs no credentials with %j',
    async (settings) => {
      app = await startApp().env(settings);
      expect(await statusOf('/console')).toBe(200);
      expect(await statusOf('/console/x/views/sessions.js')).toBe(200);
    },
  );

  it.each<Record<string, string>>([{ CONSOLE: 'private' }, { DOCS: 'private' }])(
    'shows only the form to sign in with %j',
    async (settings) => {
      app = await startApp().with(user('clerk', 'clerk’s password')).env(settings);
      expect(await statusOf('/console')).toBe(200);
      expect(await statusOf('/console/x/sign-in.js')).toBe(200);
      const anonymous = await app.call('GET', '/console/x/views/sessions.js', {
        headers: { 'sec-fetch-dest': 'script', 'sec-fetch-site': 'same-origin' },
      });
      expect(anonymous.status).toBe(401);
      expect(anonymous.headers.get('www-authenticate')).not.toMatch(/basic/i); // no password dialog of the browser
      expect(await statusOf('/console/x/views%2Fsessions.js')).toBe(404);
      expect(await statusOf('/console/x/views/sessions.js', basic('clerk', 'clerk’s password'))).toBe(200);
    },
  );

  it('has no Basic challenge for its own calls, also without Sec-Fetch-Dest as over plain HTTP', async () => {
    app = await startApp();
    const challengesFor = async (headers: Record<string, string>): Promise<string> =>
      String(
        (await app.call('GET', '/auth', { headers: { authorization: '', ...headers } })).headers.get(
          'www-authenticate',
        ),
      );
    expect(await challengesFor({})).toMatch(/basic/i);
    const withoutBasic = await challengesFor({ 'x-requested-with': 'XMLHttpRequest' });
    expect(withoutBasic).toMatch(/bearer/i);
    expect(withoutBasic).not.toMatch(/basic/i);
  });

  it.each<Record<string, string>>([{ CONSOLE: 'off' }, { DOCS: 'off' }])('is impossible with %j', async (settings) => {
    app = await startApp().env(settings);
    for (const path of ['/console', '/console/x/sign-in.js', '/console/x/views/sessions.js']) {
      expect(await statusOf(path)).toBe(404);
    }
  });
});

describe('the files of the console', () => {
  let app: TestApp;
  let html: string;
  beforeAll(async () => {
    app = await startApp();
    html = await (await fetch(`${app.url}/console`)).text();
  });
  afterAll(() => app.stop());

  it('are kept forever, under addresses that change with them', async () => {
    for (const address of addressesIn(html)) {
      const { status, headers } = await fetch(`${app.url}/${address}`);
      expect([status, headers.get('cache-control')]).toEqual([200, 'private, max-age=31536000, immutable']);
      const etag = headers.get('etag') ?? '';
      expect((await fetch(`${app.url}/${address}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    }
  });

  it('are answered but not kept under the address of another version, as during an update', async () => {
    const { status, headers } = await fetch(`${app.url}/console/0000000000000000/start.js`);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });

  it.each(['/console/x/nothing.js', '/console/x/..%2Fconsole.module.js', '/console/x/index.html', '/console/x'])(
    'are no other files: %s',
    async (path) => expect((await fetch(app.url + path)).status).toBe(404),
  );

  it('may run no inline script, no inline style and no markup from text', async () => {
    const { headers } = await fetch(`${app.url}/console`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('unsafe');
    expect(policy).toMatch(/default-src 'none'.*script-src 'self'.*require-trusted-types-for 'script'/);
    expect(html).not.toMatch(/<style|\son\w+=|<script>/);
  });

  it.each(['/console', '/console/', '/CONSOLE', '/console//', '//console/'])('are found from %s', async (path) => {
    const page = await rawHttp(app.url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const addresses = addressesIn(page);
    expect(addresses).toHaveLength(3);
    for (const address of addresses) {
      // A path in front stands for a proxy's prefix.
      const { pathname } = new URL(address, `http://localhost/prefix${path}`);
      expect(pathname).toMatch(/^\/prefix\//);
      expect((await fetch(app.url + pathname.slice('/prefix'.length))).status).toBe(200);
    }
  });
});
