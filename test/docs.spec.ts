import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenApiDocument } from './support/open-api.js';
import { basic, startApp, type TestApp, user } from './support/app.js';

const ADDRESSES = [
  ...['/docs', '/docs/swagger-ui.css', '/openapi.json', '/openapi-json-only.json', '/openapi.yaml'],
  ...['/metadata', '/json/metadata', '/xml/metadata?op=NewAISession', '/xsd/0'],
];
const all = (status: number): number[] => ADDRESSES.map(() => status);

describe('access to the docs', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  const statuses = async (authorization = ''): Promise<number[]> => {
    const answers = await Promise.all(ADDRESSES.map((path) => app.call('GET', path, { headers: { authorization } })));
    return answers.map(({ status }) => status);
  };

  it('needs no credentials by default', async () => {
    app = await startApp();
    expect(await statuses()).toEqual(all(200));
  });

  it('needs the credentials of any user when DOCS is private, which a browser asks for', async () => {
    app = await startApp().with(user('clerk', 'clerk’s password')).env({ DOCS: 'private' });
    expect(await statuses()).toEqual(all(401));
    expect(await statuses(basic('clerk', 'wrong'))).toEqual(all(401));
    expect(await statuses(basic('clerk', 'clerk’s password'))).toEqual(all(200));
    const unauthorized = await app.call('GET', '/docs', { headers: { accept: 'text/html' } });
    expect(unauthorized.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(unauthorized.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('is impossible when DOCS is off, and everything else works', async () => {
    app = await startApp().env({ DOCS: 'off' });
    expect(await statuses()).toEqual(all(404));
    expect((await app.call('GET', '/docs')).json.responseStatus.message).toBe('There is nothing at this address.');
    expect((await app.call('GET', '/health/live')).status).toBe(200);
  });
});

describe('the docs', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  it('have a page that loads nothing from other origins', async () => {
    const page = await fetch(`${app.url}/docs`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    const loaded = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(loaded.length).toBeGreaterThan(3);
    for (const address of loaded) {
      expect(address).toMatch(/^(docs\/[\w.-]+|openapi\.json|metadata)$/);
      expect((await fetch(`${app.url}/${address}`)).status).toBe(200);
    }
    expect((await fetch(`${app.url}/docs/nothing.js`)).status).toBe(404);
  });

  it('have a document with JSON alone, for generators that support one media type a body', async () => {
    const [whole, short] = await Promise.all(
      ['/openapi.json', '/openapi-json-only.json'].map(async (path) => (await fetch(app.url + path)).text()),
    );
    const mediaTypes = (text = ''): Set<string> => new Set(text.match(/"[a-z]+\/[a-z+-]+":/g));
    expect(mediaTypes(whole).size).toBeGreaterThan(5);
    expect(mediaTypes(short)).toEqual(new Set(['"application/json":']));
    const { paths, components } = JSON.parse(whole ?? '') as OpenApiDocument;
    const ofShort = JSON.parse(short ?? '') as OpenApiDocument;
    expect([Object.keys(ofShort.paths), ofShort.components.schemas]).toEqual([Object.keys(paths), components.schemas]);
    const parameters = ofShort.paths['/ai/sessions']?.['get']?.parameters.map(({ name }) => name);
    expect(parameters).toContain('countPerPage');
    expect(parameters).not.toContain('format');
  });

  it('have files that are compressed, and are sent again only after they have changed', async () => {
    const get = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${app.url}/docs/swagger-ui-bundle.js`, { headers });
    const plain = await get({ 'accept-encoding': 'identity' });
    const withoutGzip = await get({ 'accept-encoding': 'br, gzip;q=0' });
    const zipped = await get({ 'accept-encoding': 'gzip, br' });
    const [text, same] = [await plain.text(), await zipped.text()];
    expect(same === text).toBe(true); // a comparison that fails would print a megabyte
    expect(text.length).toBeGreaterThan(1_000_000);
    const encodings = [plain, withoutGzip, zipped].map(({ headers }) => headers.get('content-encoding'));
    expect(encodings).toEqual([null, null, 'gzip']);
    expect(Number(zipped.headers.get('content-length'))).toBeLessThan(text.length / 3);
    const [plainTag = '', zippedTag = ''] = [plain, zipped].map(({ headers }) => headers.get('etag') ?? '');
    expect(plainTag).not.toBe(zippedTag);
    for (const [encoding, tag, status] of [
      ['identity', plainTag, 304],
      ['gzip', zippedTag, 304],
      ['gzip', plainTag, 200],
    ] as const) {
      const again = await get({ 'accept-encoding': encoding, 'if-none-match': tag });
      expect([again.status, again.headers.get('vary')]).toEqual([status, 'Accept-Encoding']);
    }
  });
});
