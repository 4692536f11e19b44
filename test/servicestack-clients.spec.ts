import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { Role } from '../src/auth/principal.js';
import { account, PASSWORD, startApp, type TestApp, user } from './support/app.js';

/** The classes as ServiceStack's generator writes them for TypeScript. */
class AISessionInfo {
  declare id: string;
  declare accountName: string;
  declare purpose: string;
  constructor(init?: Partial<AISessionInfo>) {
    Object.assign(this, init);
  }
}
class NewAISession {
  declare accountId: string;
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
  createResponse(): AISessionInfo {
    return new AISessionInfo();
  }
}

describe('ServiceStack’s routes', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp()
      .with(account('Acme'), user('clerk', PASSWORD, 'Clerk'))
      .as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  describe.each([
    ['with its default base path', (client: JsonServiceClient) => client],
    ['with useBasePath()', (client: JsonServiceClient) => client.useBasePath('')],
    ['with useBasePath("/api")', (client: JsonServiceClient) => client.useBasePath('/api')],
  ])('serve ServiceStack’s TypeScript client %s', (_, based) => {
    const client = (userName = 'admin', password = PASSWORD): JsonServiceClient => {
      const made = based(new JsonServiceClient(app.url));
      made.setCredentials(userName, password);
      return made;
    };

    it('creates a session', async () => {
      const request = new NewAISession({ accountId: app.accountId('Acme'), purpose: 'p' });
      const session = await client().send<AISessionInfo>(request);
      expect(session).toMatchObject({ accountName: 'Acme', purpose: 'p' });
      expect((await app.sessions()).at(-1)?.id).toBe(session.id);
    });

    it('gets the name of the invalid member', async () => {
      const { error } = await client().api(new NewAISession({ accountId: 'nobody' }));
      expect(error).toMatchObject({ errorCode: 'NotFound', errors: [{ fieldName: 'AccountId' }] });
    });

    it('gets 401 and 403', async () => {
      const wrong = await client('admin', 'wrong').api(new NewAISession());
      expect(wrong.error).toMatchObject({ errorCode: 'Unauthorized' });
      const clerk = await client('clerk').api(new NewAISession());
      expect(clerk.error).toMatchObject({ errorCode: 'Forbidden', message: 'Invalid Role' });
    });
  });

  it.each([
    ['/api/NewAISession', 'application/json; charset=utf-8'],
    ['/api/NewAISession.xml', 'application/xml'],
    ['/api/NewAISession.jsonl', 'application/jsonl; charset=utf-8'],
    ['/json/reply/NewAISession', 'application/json; charset=utf-8'],
    ['/xml/reply/NewAISession', 'application/xml'],
    ['/csv/reply/NewAISession', 'text/csv; charset=utf-8'],
    ['/jsonl/reply/NewAISession', 'application/jsonl; charset=utf-8'],
  ])('answer %s in the format of the path, which overrides Accept', async (path, contentType) => {
    const answer = await app.postJson(path, { purpose: 'p' }, { accept: 'text/xml' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, contentType]);
  });

  it('read members from the query, a form and the body, case-insensitively', async () => {
    const query = await app.call('POST', '/api/NewAISession?PURPOSE=from+query');
    expect(query.json.purpose).toBe('from query');
    const form = await app.call('POST', '/api/NewAISession', {
      body: 'purpose=from%20form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.json.purpose).toBe('from form');
    const both = await app.postJson(`/json/reply/NewAISession?accountid=${app.accountId('Acme')}`, { Purpose: 'b' });
    expect(both.json).toMatchObject({ purpose: 'b', accountName: 'Acme' });
  });

  it('refuse a member whose values in the query and the body differ', async () => {
    const before = (await app.sessions()).length;
    const refused = await app.postJson('/json/reply/NewAISession?purpose=q', { Purpose: 'b' });
    expect([refused.status, refused.json.responseStatus.errorCode]).toEqual([400, 'Mismatch']);
    expect(await app.sessions()).toHaveLength(before);
  });

  it('read no members from the query of the operation’s own route', async () => {
    expect((await app.call('POST', '/ai/sessions?purpose=q')).json.purpose).toBeUndefined();
  });

  it('change nothing by GET', async () => {
    const before = (await app.sessions()).length;
    const answer = await app.call('GET', '/api/NewAISession?purpose=q');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await app.sessions()).toHaveLength(before);
  });

  it('take the verb from X-HTTP-Method-Override before anything else', async () => {
    const overridden = await app.postJson('/ai/sessions', {}, { 'x-http-method-override': 'put', authorization: '' });
    expect([overridden.status, overridden.json.responseStatus.message]).toEqual([
      405,
      'PUT is not allowed here. Use GET, HEAD or POST.',
    ]);
    const ignored = await app.call('PUT', '/ai/sessions', { headers: { 'x-http-method-override': 'POST' } });
    expect(ignored.status).toBe(405);
  });

  it.each([
    ['FOO', '/ai/sessions', 405, /^FOO is not allowed here\. Use GET, HEAD or POST\.$/],
    ['m-search', '/ai/sessions', 405, /^M-SEARCH is not allowed here/],
    ['FOO', '/ai/sessions.xml', 405, /^FOO is not allowed here/],
    ['FOO', '/ai/nothing', 404, /address/],
    ['GET, POST', '/ai/sessions', 400, /X-HTTP-Method-Override must be a single HTTP method/],
    ['head', '/ai/sessions', 400, /X-HTTP-Method-Override must not be HEAD/],
    ['GET /', '/ai/sessions', 400, /X-HTTP-Method-Override must be a single HTTP method/],
  ])('change nothing by POST with X-HTTP-Method-Override: %s to %s', async (override, path, status, message) => {
    const before = (await app.sessions()).length;
    const headers = { 'x-http-method-override': override, accept: 'application/xml' };
    const answer = await app.postJson(path, {}, headers);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/xml']);
    expect(/<Message>(.*)<\/Message>/.exec(answer.text)?.[1]).toMatch(message);
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD, POST' : null);
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
    const fromElsewhere = await app.postJson(path, {}, { ...headers, origin: 'https://elsewhere.example' });
    expect(fromElsewhere.status).toBe(status);
    expect(await app.sessions()).toHaveLength(before);
  });

  it('answer 404 to an unknown operation', async () => {
    expect((await app.postJson('/api/NoSuchOperation', {})).status).toBe(404);
    expect((await app.postJson('/yaml/reply/NewAISession', {})).status).toBe(404);
  });

  it('require the same credentials and role', async () => {
    expect((await app.postJson('/api/NewAISession', {}, { authorization: '' })).status).toBe(401);
  });
});
