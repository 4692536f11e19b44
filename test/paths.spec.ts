import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { listOf } from './support/list-responses.js';
import { rawHttp } from './support/raw-http.js';
import { newAccountId } from './support/resources.js';

let app: TestApp;
let id: string;
beforeAll(async () => {
  app = await startApp()
    .with(user('clerk', PASSWORD, 'Clerk'))
    .as(Role.SystemAdministrator);
  id = await newAccountId(app, 'Paths');
});
afterAll(() => app.stop());

/** Sends a path as it stands; `fetch` would change some. */
const raw = (path: string, method = 'GET', authorization = app.authorization): Promise<string> =>
  rawHttp(
    app.url,
    `${method} ${path} HTTP/1.1\r\nHost: ${new URL(app.url).host}\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`,
  );

const statusOf = async (answer: Promise<string>): Promise<string | undefined> => (await answer).split(' ')[1];

/** Spellings of the path of an account, as ServiceStack's routes match them. */
const SPELLINGS = [
  '/accounts/ID',
  '/Accounts/ID',
  '/ACCOUNTS/ID/',
  '//accounts//ID',
  '/accounts///ID//',
  '/%41ccounts/ID',
  'http://elsewhere.example/Accounts/ID/',
];

describe('a path', () => {
  it.each(SPELLINGS)('is found as %s', async (spelling) => {
    const path = spelling.replace('ID', id);
    expect(await raw(path)).toMatch(/^HTTP\/1\.1 200 [^]*"name":"Paths"/);
    expect(await raw(`${path}?format=xml`)).toMatch(/^HTTP\/1\.1 200 [^]*<Name>Paths<\/Name>/);
  });

  it.each(SPELLINGS)('is guarded as %s', async (spelling) => {
    const path = spelling.replace('ID', id);
    expect(await statusOf(raw(path, 'GET', 'Basic '))).toBe('401');
    expect(await statusOf(raw(path, 'GET', basic('clerk', PASSWORD)))).toBe('403');
    expect(await statusOf(raw(path, 'PATCH', basic('clerk', PASSWORD)))).toBe('403');
  });

  it.each([
    ['/ACCOUNTS.xml', 'application/xml'],
    ['/accounts.xml/', 'application/xml'],
    ['/API/listaccounts.csv', 'text/csv'],
    ['/Xml/Reply/LISTACCOUNTS', 'application/xml'],
    ['/json/reply//ListAccounts/', 'application/json'],
    ['/Health/Ready/', 'application/json'],
    ['/OpenApi.json', 'application/json'],
  ])('keeps its format as %s', async (path, contentType) => {
    expect(await raw(path)).toMatch(new RegExp(`^HTTP/1\\.1 200 [^]*content-type: ${contentType}`, 'i'));
  });

  it('has its own methods in every spelling', async () => {
    expect(await raw(`//Accounts/${id}/`, 'PUT')).toMatch(
      /^HTTP\/1\.1 405 [^]*\r\nallow: DELETE, GET, HEAD, PATCH\r\n/i,
    );
    expect(await statusOf(raw(`/Nothing/${id}/`, 'PUT'))).toBe('404');
  });

  it('keeps the case of an id', async () => {
    const upper = id.toUpperCase();
    expect(upper).not.toBe(id);
    expect(await statusOf(raw(`/Accounts/${upper}`))).toBe('404');
    expect(await statusOf(raw(`/Accounts/${id}.XML`))).toBe('404');
  });

  it.each(['/accounts.XML', '/accounts/.xml.', '/accounts.xml.xml', '/acc%6fXunts', '/accounts%2F', '/%zz/'])(
    'is another one as %s',
    async (path) => {
      expect(['400', '404']).toContain(await statusOf(raw(path)));
    },
  );

  it.each(['', '/', '//', '/.json', '//.xml/'])('with an empty id deletes nothing: /accounts/ID%s', async (end) => {
    const account = await newAccountId(app);
    const removed = await statusOf(raw(`/accounts/${account}${end}`, 'DELETE'));
    expect(removed).toBe(end === '' ? '204' : '404');
    expect(await statusOf(raw(`/accounts/${account}`))).toBe(end === '' ? '404' : '200');
  });

  it('deletes nothing by an overridden DELETE that ends in a slash', async () => {
    const headers = { 'x-http-method-override': 'DELETE' };
    expect((await app.call('POST', `/accounts/${await newAccountId(app)}/`, { headers })).status).toBe(404);
  });

  it('leads to the next page of this host', async () => {
    for (const path of ['//accounts/', '/accounts', '/ACCOUNTS.json']) {
      const answer = await raw(`${path}?countPerPage=1&sortField=id`);
      const link = /\r\nlink: <([^>]*)>/i.exec(answer)?.[1] ?? '';
      expect(link).toMatch(/^\/[^/]/);
      const next = await app.call('GET', link);
      expect([next.status, listOf(next).items.length]).toEqual([200, 1]);
    }
  });
});

describe('the page of the documentation', () => {
  it.each(['/docs', '/docs/', '/DOCS', '/docs//', '//docs/'])('loads its files from %s', async (path) => {
    const page = await raw(path);
    expect(page).toMatch(/^HTTP\/1\.1 200 /);
    const urls = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(urls).toHaveLength(9);
    for (const url of urls) {
      // The parser of WHATWG, as in browsers. A path in front stands for a proxy's prefix.
      const { pathname } = new URL(url, `http://localhost/prefix${path}`);
      expect(pathname).toMatch(/^\/prefix\//);
      expect(await statusOf(raw(pathname.slice('/prefix'.length)))).toBe('200');
    }
  });
});
