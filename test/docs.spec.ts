import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { testDatabase, type TestDatabase } from './support/test-database.js';

describe('the docs', () => {
  let service: ServiceProcess;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    service = await ServiceProcess.start({ DATABASE_URL: database.url }, temporaryFolder());
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
  });

  it('have a page that loads nothing from elsewhere', async () => {
    const page = await fetch(`${service.url}/docs`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    const loaded = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(loaded.length).toBeGreaterThan(3);
    for (const address of loaded) {
      expect(address).toMatch(/^(docs\/[\w.-]+|openapi\.json)$/);
      expect((await fetch(`${service.url}/${address}`)).status).toBe(200);
    }
    expect((await fetch(`${service.url}/docs/nothing.js`)).status).toBe(404);
  });

  it('have files that are small on the wire, and are sent again only when they have changed', async () => {
    const get = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${service.url}/docs/swagger-ui-bundle.js`, { headers });
    const plain = await get({ 'accept-encoding': 'identity' });
    const refused = await get({ 'accept-encoding': 'br, gzip;q=0' });
    const zipped = await get({ 'accept-encoding': 'gzip, br' });
    const [text, same] = [await plain.text(), await zipped.text()];
    expect(same === text).toBe(true); // a comparison that fails would print a megabyte
    expect(text.length).toBeGreaterThan(1_000_000);
    const encodings = [plain, refused, zipped].map(({ headers }) => headers.get('content-encoding'));
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
