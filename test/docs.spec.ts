import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basic } from './support/app.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { testDatabase, type TestDatabase } from './support/test-database.js';

const PASSWORD = 'correct horse battery staple';

/** From the built output: the descriptions are put in when it is built. */
describe('the docs', () => {
  let service: ServiceProcess;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    service = await ServiceProcess.start({ DATABASE_URL: database.url, ADMIN_PASSWORD: PASSWORD }, temporaryFolder());
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
  });

  interface Document {
    openapi: string;
    paths: Record<string, Record<string, OperationObject>>;
    components: {
      securitySchemes: object;
      schemas: Record<string, { properties: Record<string, { description?: string; maxLength?: number }> }>;
    };
  }
  interface OperationObject {
    operationId: string;
    summary: string;
    security: object[];
    requestBody: { content: object };
    responses: Record<string, { content: object }>;
  }

  it('describe the operation: both media types, security and error answers', async () => {
    const response = await fetch(`${service.url}/openapi.json`);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const document = (await response.json()) as Document;
    expect(document.openapi).toBe('3.1.0');
    const operation = document.paths['/ai/sessions']?.post;
    expect(operation).toMatchObject({
      operationId: 'NewAISession',
      summary: 'Creates a new session',
      security: [{ basic: [] }, { bearer: [] }, { apiKey: [] }],
    });
    expect(document.components.securitySchemes).toMatchObject({
      basic: { type: 'http', scheme: 'basic' },
      bearer: { type: 'http', scheme: 'bearer' },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    });
    const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((found) => found.operationId));
    expect(ids).toHaveLength(new Set(ids).size);
    expect(ids).toEqual(expect.arrayContaining(['Authenticate', 'Logout', 'GetAuthStatus']));
    const types = (body?: { content: object }): string[] => Object.keys(body?.content ?? {});
    expect(types(operation?.requestBody)).toEqual(['application/json', 'application/xml']);
    expect(types(operation?.responses[200])).toEqual([
      'application/json',
      'application/xml',
      'text/csv',
      'application/jsonl',
    ]);
    expect(types(operation?.responses['4XX'])).toEqual(['application/json', 'application/xml']);
    const examples = Object.entries(operation?.requestBody.content ?? {});
    for (const [type, { example }] of examples as [string, { example: unknown }][]) {
      const body = typeof example === 'string' ? example : JSON.stringify(example);
      const headers = { 'content-type': type, authorization: basic('admin', PASSWORD) };
      expect((await fetch(`${service.url}/ai/sessions`, { method: 'POST', headers, body })).status).toBe(200);
    }
    expect(Object.keys(operation?.responses ?? {})).toEqual(['200', '4XX', '5XX']);
    const { accountId, purpose } = document.components.schemas.NewAISession?.properties ?? {};
    expect(accountId).toMatchObject({ description: 'The account ID to associate this session with', maxLength: 64 });
    expect(purpose).toMatchObject({ description: 'The purpose for this session', maxLength: 4000 });
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
