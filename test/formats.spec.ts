import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { jsonCodec } from '../src/content/codecs/json.codec.js';
import { account, startApp, type TestApp } from './support/app.js';

describe('CSV and JSONL', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('=1+1')).as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  it('writes CSV as a file named after the operation, with a header row and a data row', async () => {
    const purpose = 'a, "b"\nc';
    const answer = await app.postJson('/ai/sessions.csv', { accountId: app.accountId('=1+1'), purpose });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="NewAISession.csv"');
    const { id, dateCreated } = (await app.sessions()).at(-1) ?? {};
    // The columns of members that were added later.
    const [, added = ''] = /^AccountId,AccountName,Purpose,((?:\w+,)*)Id,/.exec(answer.text) ?? [];
    expect(answer.text).toBe(
      `AccountId,AccountName,Purpose,${added}Id,DateCreated,DateLastModified,CreatedBy,LastModifiedBy\r\n` +
        `${app.accountId('=1+1')},"'=1+1","a, ""b""\nc",${added.replace(/\w/g, '')}${id},${dateCreated},${dateCreated},admin,admin\r\n`,
    );
  });

  it.each(['=1+1', '+1', '-1', '@a', '\tb', '\rc'])('keeps a spreadsheet from running %j', async (purpose) => {
    const answer = await app.postJson('/ai/sessions?format=csv', { purpose });
    expect(answer.text.split('\r\n')[1]).toMatch(/^,,"'/);
    expect(answer.text).toContain(`,"'${purpose}",`);
  });

  it('leaves the cell of a missing value empty', async () => {
    const answer = await app.postJson('/ai/sessions', {}, { accept: 'text/csv' });
    expect(answer.text).toMatch(/\r\n,,,+[0-9a-f-]{36},/);
  });

  it.each([
    ['application/jsonl', 'application/jsonl; charset=utf-8'],
    ['text/jsonl', 'text/jsonl; charset=utf-8'],
    ['application/x-ndjson', 'application/x-ndjson; charset=utf-8'],
  ])('writes %s as one compact object a line', async (accept, contentType) => {
    const answer = await app.postJson('/ai/sessions', { purpose: 'a\nb' }, { accept });
    expect(answer.headers.get('content-type')).toBe(contentType);
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(answer.text).toMatch(/^{"purpose":"a\\nb",.*}\n$/);
  });

  it('writes one line of JSON Lines for readers that end lines at more characters than LF', async () => {
    const purpose = 'a\u2028b\u2029c\u0085d';
    const { text } = await app.postJson('/ai/sessions', { purpose }, { accept: 'application/jsonl' });
    expect(text.trimEnd().split(/[\n\v\f\r\x85\u2028\u2029]/)).toHaveLength(1);
    expect(text).toContain(String.raw`"purpose":"a\u2028b\u2029c\u0085d"`);
    expect(JSON.parse(text)).toMatchObject({ purpose });
  });

  it('reports errors in JSON, without a file name', async () => {
    const answer = await app.postJson('/ai/sessions.csv', { purpose: 1 });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
    expect(answer.headers.get('content-disposition')).toBeNull();
  });

  it('are not accepted as request formats', async () => {
    const answer = await app.call('POST', '/ai/sessions', { body: 'a,b', headers: { 'content-type': 'text/csv' } });
    expect(answer.status).toBe(415);
  });
});

describe('problems of RFC 9457', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  it('are sent in JSON on request', async () => {
    const answer = await app.postJson('/ai/sessions', { accountId: 'x' }, { accept: 'application/problem+json' });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.json).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: "There is no account 'x'.",
      errorCode: 'NotFound',
      errors: [{ errorCode: 'NotFound', fieldName: 'AccountId', message: "There is no account 'x'." }],
    });
  });

  it('are sent in XML on request', async () => {
    const headers = { accept: 'application/xml, application/problem+xml;q=0.1', authorization: '' };
    const answer = await app.postJson('/ai/sessions', {}, headers);
    expect(answer.headers.get('content-type')).toBe('application/problem+xml');
    expect(answer.text).toContain(
      'xmlns="urn:ietf:rfc:7807"><type>about:blank</type><title>Unauthorized</title><status>401</status>',
    );
  });

  it('are also sent for unknown routes, unreadable bodies and other verbs', async () => {
    const headers = { accept: 'application/problem+json' };
    const statuses = await Promise.all([
      app.call('GET', '/nowhere', { headers }),
      app.postJson('/ai/sessions', '{', headers),
      app.call('PUT', '/ai/sessions', { headers }),
      app.postJson('/ai/sessions', 'x'.repeat(70_000), headers),
      app.call('GET', '/%zz', { headers }),
    ]);
    expect(statuses.map(({ json }) => json.status)).toEqual([404, 400, 405, 413, 400]);
  });
});

describe('an unexpected error', () => {
  it('is a 500 with the request id and no internal details', async () => {
    const app = await startApp().as(Role.SystemAdministrator);
    const { write } = jsonCodec;
    try {
      Object.assign(jsonCodec, {
        write: (value: object, type: never) => {
          if ('id' in value) throw new Error('the secret inside');
          return write(value, type);
        },
      });
      const answer = await app.postJson('/ai/sessions', {}, { 'x-request-id': 'call-1' });
      expect(answer.status).toBe(500);
      expect(answer.json).toEqual({
        responseStatus: {
          errorCode: 'InternalError',
          message: expect.any(String),
          errors: [],
          meta: { requestId: 'call-1' },
        },
      });
      expect(answer.text).not.toContain('secret');
    } finally {
      Object.assign(jsonCodec, { write });
      await app.stop();
    }
  });
});
