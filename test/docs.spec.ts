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
});
