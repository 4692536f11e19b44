import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { Role } from '../src/auth/principal.js';
import { account, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import type { Answer } from './support/call.js';
import { FORM_TYPE, JSON_TYPE, xmlNamespace, XML_TYPE } from './support/request-bodies.js';
import { freshText } from './support/resources.js';
import { serviceStackRequest } from './support/servicestack-request.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp()
    .with(account('Acme'), user('clerk', PASSWORD, 'Clerk'))
    .as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

type BatchAnswer = Pick<Answer, 'status' | 'headers' | 'text'> & { readonly json: unknown };

/** Batches are no operations of openapi.json, so this does not look there. */
async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<BatchAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const sent = { authorization: app.authorization, 'content-type': JSON_TYPE, ...headers };
  const response = await fetch(app.url + path, { method: 'POST', body: text, headers: sent });
  const { status, headers: answered } = response;
  const answer = await response.text();
  return {
    status,
    headers: answered,
    text: answer,
    json: answer.startsWith('<') || answer === '' ? {} : JSON.parse(answer),
  };
}
const count = async (): Promise<number> => (await app.sessions()).length;
const purposes = (...texts: string[]) => texts.map((purpose) => ({ purpose }));
const NAMESPACE = xmlNamespace('Voice.Api.AI');

describe('a batch', () => {
  it.each(['/api/NewAISession[]', '/json/reply/NewAISession[]', '/api/NewAISession%5B%5D', '/api/newaisession[]'])(
    'at %s answers a response for each request, in order',
    async (path) => {
      const accountId = app.accountId('Acme');
      const answer = await post(path, [{ purpose: 'one' }, { PURPOSE: 'two', accountId }, {}]);
      expect([answer.status, answer.headers.get('x-autobatch-completed')]).toEqual([200, '3']);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.json).toMatchObject([{ purpose: 'one' }, { purpose: 'two', accountName: 'Acme' }, {}]);
      const stored = (await app.sessions()).slice(-3);
      expect(answer.json).toMatchObject(stored.map(({ id }) => ({ id })));
    },
  );

  it('is read and answered in XML, as .NET writes arrays', async () => {
    const body =
      `<ArrayOfNewAISession xmlns="${NAMESPACE}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">` +
      `<NewAISession><AccountId i:nil="true"/><Purpose>one</Purpose></NewAISession>\n<NewAISession/></ArrayOfNewAISession>`;
    const answer = await post('/xml/reply/NewAISession[]', body, { 'content-type': XML_TYPE });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/xml']);
    const [first, second] = (await app.sessions()).slice(-2);
    const base = xmlNamespace('Voice.Api');
    const item = (id = '', date = '', purpose = ''): string =>
      `<AISessionInfo>` +
      [`CreatedBy`, `DateCreated`, `DateLastModified`, `Id`, `LastModifiedBy`]
        .map((name, index) => `<${name} xmlns="${base}">${['admin', date, date, id, 'admin'][index]}</${name}>`)
        .join('') +
      `<AccountId i:nil="true" /><AccountName i:nil="true" />${purpose}</AISessionInfo>`;
    expect(answer.text).toBe(
      `<?xml version="1.0" encoding="utf-8"?>` +
        `<ArrayOfAISessionInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="${NAMESPACE}">` +
        item(first?.id, first?.dateCreated, '<Purpose>one</Purpose>') +
        item(second?.id, second?.dateCreated, '<Purpose i:nil="true" />') +
        `</ArrayOfAISessionInfo>`,
    );
  });

  it.each([
    ['a wrong type', [{}, { purpose: 1 }], 400, 'InvalidType', '[1].Purpose'],
    ['too long a text', [...purposes('a', 'b'), { purpose: 'x'.repeat(4001) }], 400, 'MaximumLength', '[2].Purpose'],
    ['an unknown account', [{}, {}, {}, { accountId: 'nobody' }], 400, 'NotFound', '[3].AccountId'],
    ['no object', [{}, 'a'], 400, 'InvalidType', '[1]'],
    ['a member in two spellings', [{ purpose: 'a', Purpose: 'a' }], 400, 'Duplicate', '[0].Purpose'],
  ])('stores nothing where one request has %s, and says which', async (_, body, status, errorCode, fieldName) => {
    const before = await count();
    const answer = await post('/api/NewAISession[]', body);
    expect([answer.status, answer.json]).toMatchObject([
      status,
      { responseStatus: { errorCode, errors: [{ errorCode, fieldName }] } },
    ]);
    expect(await count()).toBe(before);
  });

  it.each([
    ['no list', JSON_TYPE, '{}'],
    ['another root', XML_TYPE, `<NewAISession xmlns="${NAMESPACE}"/>`],
    ['another namespace', XML_TYPE, `<ArrayOfNewAISession/>`],
    ['another item', XML_TYPE, `<ArrayOfNewAISession xmlns="${NAMESPACE}"><Other/></ArrayOfNewAISession>`],
    ['text among the items', XML_TYPE, `<ArrayOfNewAISession xmlns="${NAMESPACE}">a</ArrayOfNewAISession>`],
  ])('is 400 with %s', async (_, contentType, body) => {
    const answer = await post('/api/NewAISession[]', body, { 'content-type': contentType });
    expect([answer.status, answer.json]).toMatchObject([
      400,
      { responseStatus: { errorCode: 'SerializationException' } },
    ]);
  });

  it('has at most 1,000 requests and 1 MiB', async () => {
    const before = await count();
    expect((await post('/api/NewAISession[]', Array(1001).fill({}))).status).toBe(400);
    expect((await post('/api/NewAISession[]', `[${' '.repeat(1024 * 1024)}]`)).status).toBe(413);
    expect(await count()).toBe(before);
    const answer = await post('/api/NewAISession[]', Array(1000).fill({ purpose: 'x'.repeat(1000) }));
    expect([answer.status, answer.headers.get('x-autobatch-completed'), await count()]).toEqual([
      200,
      '1000',
      before + 1000,
    ]);
    const xml = `<ArrayOfNewAISession xmlns="${NAMESPACE}">${'<NewAISession><AccountId/><Purpose>p</Purpose></NewAISession>'.repeat(1000)}</ArrayOfNewAISession>`;
    expect(
      (await post('/xml/reply/NewAISession[]', xml.replaceAll('<AccountId/>', ''), { 'content-type': XML_TYPE }))
        .status,
    ).toBe(200);
  });

  it('may be empty', async () => {
    const answer = await post('/api/NewAISession[]', []);
    expect([answer.status, answer.text, answer.headers.get('x-autobatch-completed')]).toEqual([200, '[]', '0']);
  });

  it('is made once for its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': freshText('batch').replaceAll(' ', '-') };
    const first = await post('/api/NewAISession[]', purposes('a', 'b'), headers);
    const before = await count();
    const again = await post('/api/NewAISession[]', purposes('a', 'b'), headers);
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect((await post('/api/NewAISession[]', purposes('b', 'a'), headers)).status).toBe(422);
    expect((await post('/api/NewAISession', { purpose: 'a' }, headers)).status).toBe(422);
    expect(await count()).toBe(before);
  });

  it('is refused before it is read where the caller may not, and with If-Match', async () => {
    expect((await post('/api/NewAISession[]', '{', { authorization: '' })).status).toBe(401);
    expect((await post('/api/NewAISession[]', '{', { authorization: basic('clerk', PASSWORD) })).status).toBe(403);
    expect((await post('/api/PatchAISession[]', [], { 'if-match': '*' })).status).toBe(400);
  });

  it.each(['csv', 'jsonl'])('is not answered in %s', async (format) => {
    const before = await count();
    expect((await post(`/${format}/reply/NewAISession[]`, [{}])).status).toBe(406);
    expect(await count()).toBe(before);
  });

  it.each([FORM_TYPE, 'text/csv'])('is not read as %s', async (contentType) => {
    expect((await post('/api/NewAISession[]', 'purpose=a', { 'content-type': contentType })).status).toBe(415);
  });

  it.each(['ListAISessions', 'Authenticate', 'ListAccounts', 'Nothing'])('does not exist for %s', async (operation) => {
    expect((await post(`/api/${operation}[]`, [])).status).toBe(404);
  });

  it('reads, changes and deletes: all or none', async () => {
    const created = (await post('/api/NewAISession[]', purposes('a', 'b'))).json as { id: string }[];
    const ids = created.map(({ id }) => ({ sessionId: id }));
    expect((await post('/api/GetAISession[]', ids.toReversed())).json).toEqual(created.toReversed());
    const changes = ids.map((id, index) => ({ ...id, purpose: `new ${index}` }));
    const failed = await post('/api/PatchAISession[]', [...changes, { sessionId: 'nobody' }]);
    expect([failed.status, failed.json]).toMatchObject([404, { responseStatus: { errors: [{ fieldName: '[2]' }] } }]);
    expect((await post('/api/GetAISession[]', ids)).json).toEqual(created);
    expect((await post('/api/PatchAISession[]', changes)).json).toMatchObject(purposes('new 0', 'new 1'));
    const twice = await post('/api/DeleteAISession[]', [...ids, ...ids]);
    expect([twice.status, twice.json]).toMatchObject([404, { responseStatus: { errors: [{ fieldName: '[2]' }] } }]);
    const deleted = await post('/api/DeleteAISession[]', ids);
    expect([deleted.status, deleted.text, deleted.headers.get('x-autobatch-completed')]).toEqual([204, '', '2']);
    expect((await post('/api/GetAISession[]', ids)).status).toBe(404);
  });

  it.each([
    ['/api/PatchAISession[]?reset=Purpose', JSON_TYPE],
    ['/json/oneway/PatchAISession[]?RESET=purpose', JSON_TYPE],
    ['/xml/reply/PatchAISession[]?reset=Purpose', XML_TYPE],
  ])('clears members of each object: %s', async (path, contentType) => {
    const created = (await post('/api/NewAISession[]', purposes('a', 'b'))).json as { id: string }[];
    const ids = created.map(({ id }) => ({ sessionId: id }));
    const items = ids.map(({ sessionId }) => `<PatchAISession><SessionId>${sessionId}</SessionId></PatchAISession>`);
    const body =
      contentType === JSON_TYPE
        ? ids
        : `<ArrayOfPatchAISession xmlns="${NAMESPACE}">${items.join('')}</ArrayOfPatchAISession>`;
    expect((await post(path, body, { 'content-type': contentType })).status).toBeLessThan(300);
    const stored = (await post('/api/GetAISession[]', ids)).json as { purpose?: string }[];
    expect(stored.map(({ purpose }) => purpose)).toEqual([undefined, undefined]);
  });

  it('gives the members in its query to each request, and refuses what contradicts them', async () => {
    const answer = await post('/api/NewAISession[]?purpose=all', [{}, { purpose: 'all' }]);
    expect([answer.status, answer.json]).toMatchObject([200, purposes('all', 'all')]);
    const before = await count();
    for (const [path, body, fieldName] of [
      ['/api/NewAISession[]?purpose=all', [{}, { purpose: 'other' }], '[1].Purpose'],
      ['/api/PatchAISession[]?reset=Nothing', [], 'Reset'],
    ] as const) {
      const refused = await post(path, body);
      expect([refused.status, refused.json]).toMatchObject([400, { responseStatus: { errors: [{ fieldName }] } }]);
    }
    expect(await count()).toBe(before);
  });

  it('of accounts sees the items before each', async () => {
    const [name, other] = [freshText('batch'), freshText('batch')];
    const conflict = await post('/api/NewAccount[]', [{ name }, { name: other }, { name: name.toUpperCase() }]);
    expect([conflict.status, conflict.json]).toMatchObject([
      409,
      { responseStatus: { errors: [{ fieldName: '[2]' }] } },
    ]);
    const created = await post('/api/NewAccount[]', [{ name }, { name: other }]);
    const [parent, child] = created.json as { id: string }[];
    const patched = await post('/api/PatchAccount[]', [{ accountId: child?.id, parentAccountId: parent?.id }]);
    expect(patched.json).toMatchObject([{ parentAccountId: parent?.id }]);
    const ids = [child, parent].map((row) => ({ accountId: row?.id }));
    expect((await post('/api/GetAccount[]', ids)).json).toMatchObject([{ id: child?.id }, { id: parent?.id }]);
    expect((await post('/api/DeleteAccount[]', ids.toReversed())).status).toBe(409);
    expect((await post('/api/DeleteAccount[]', ids)).status).toBe(204);
  });
});

describe('a one-way call', () => {
  it.each(['json', 'xml', 'csv', 'jsonl'])('at /%s/oneway does the same and answers 204', async (format) => {
    const purpose = freshText('one way');
    const answer = await post(`/${format}/oneway/NewAISession`, { purpose });
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([204, '', null]);
    expect((await app.sessions()).at(-1)?.purpose).toBe(purpose);
  });

  it('takes a batch', async () => {
    const answer = await post('/json/oneway/NewAISession[]', purposes('one way a', 'one way b'));
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await app.sessions()).slice(-2)).toMatchObject(purposes('one way a', 'one way b'));
  });

  it('answers errors, and reads lists without sending them', async () => {
    expect((await post('/json/oneway/NewAISession', { purpose: 1 })).status).toBe(400);
    expect((await post('/json/oneway/NewAISession', {}, { authorization: '' })).status).toBe(401);
    expect((await post('/json/oneway/ListAISessions', { all: true })).status).toBe(204);
  });
});

describe('ServiceStack’s TypeScript client', () => {
  const client = (): JsonServiceClient => {
    const made = new JsonServiceClient(app.url);
    made.setCredentials('admin', PASSWORD);
    return made;
  };
  const dtos = (...texts: string[]) => texts.map((purpose) => serviceStackRequest('NewAISession', 'POST', { purpose }));

  it('sends all', async () => {
    expect(await client().sendAll(dtos('all a', 'all b'))).toMatchObject(purposes('all a', 'all b'));
  });

  it('sends one way, one and all', async () => {
    await client().publish(serviceStackRequest('NewAISession', 'POST', { purpose: 'published' }));
    await client().sendAllOneWay(dtos('way a', 'way b'));
    expect((await app.sessions()).slice(-3)).toMatchObject(purposes('published', 'way a', 'way b'));
  });

  it('is told which request failed', async () => {
    const requests = [...dtos('a'), serviceStackRequest('NewAISession', 'POST', { accountId: 'nobody' })];
    await expect(client().sendAll(requests)).rejects.toMatchObject({
      responseStatus: { errorCode: 'NotFound', errors: [{ fieldName: '[1].AccountId' }] },
    });
  });
});
