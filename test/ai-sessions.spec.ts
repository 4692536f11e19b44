import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { Role } from '../src/auth/principal.js';
import { type Answer, PASSWORD, startApp, type TestApp } from './support/app.js';
import { listOf } from './support/list-responses.js';
import { ENCODINGS, FORM_TYPE, JSON_TYPE, xmlBody } from './support/request-bodies.js';
import { ResourceClient } from './support/resource-client.js';
import { freshText, newAccountId, sessions } from './support/resources.js';
import { etagOf, replayedParts } from './support/responses.js';
import { serviceStackRequest } from './support/servicestack-request.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const client = new ResourceClient(sessions, () => app);

async function renameAccount(id: string, name = freshText('renamed')): Promise<string> {
  const { status } = await client.patch(`/accounts/${id}`, { name });
  if (status !== 200) throw new Error(`The account was not renamed: ${status}`);
  return name;
}

describe('the account name of a session', () => {
  it('is the current name of the account in every response', async () => {
    const accountId = await newAccountId(app);
    const { id, path } = await client.createFrom({ accountId });
    const name = await renameAccount(accountId, freshText('Renamed & <Sons>'));
    const single = [await client.get(path), await client.patch(path, ''), await client.post({ accountId })];
    expect(single.map(({ json }) => json.accountName)).toEqual([name, name, name]);
    const query = `accountIds=${accountId}&specificIds=${id}`;
    for (const at of [`/ai/sessions?${query}`, `/ai/sessions?${query}&sortField=AccountName&all=true`]) {
      expect((await client.get(at)).json.items).toMatchObject([{ accountName: name }]);
    }
  });

  it('changes the ETag of the session when it changes', async () => {
    const accountId = await newAccountId(app);
    const { path, etag } = await client.createFrom({ accountId });
    const name = await renameAccount(accountId);
    const response = await client.get(path, { 'if-none-match': etag });
    expect([response.status, response.json.accountName]).toEqual([200, name]);
    expect(etagOf(response)).not.toBe(etag);
  });

  it('leaves the ETag of sessions of other accounts unchanged when it changes', async () => {
    const { path, etag } = await client.create();
    await renameAccount(await newAccountId(app));
    expect((await client.get(path, { 'if-none-match': etag })).status).toBe(304);
  });

  it.each([
    ['PATCH', 200],
    ['DELETE', 204],
  ])('may have changed since the ETag in If-Match of %s', async (method, success) => {
    const accountId = await newAccountId(app);
    const { path, etag } = await client.createFrom({ accountId });
    await renameAccount(accountId);
    expect((await client.change(method, path, { 'if-match': etag })).status).toBe(success);
  });

  it('is the first one in the response to a retry, even after the account was renamed and deleted', async () => {
    const [name, key] = [freshText('Acme'), 'first-name'];
    const accountId = await newAccountId(app, name);
    const request = { accountId, purpose: 'p' };
    const create = (usedKey: string): Promise<Answer> => client.post(request, { 'idempotency-key': usedKey });
    const first = await create(key);
    expect(first.json.accountName).toBe(name);
    await renameAccount(accountId);
    expect(replayedParts(await create(key))).toEqual(replayedParts(first));
    await client.delete(`/ai/sessions/${String(first.json.id)}`);
    expect((await client.delete(`/accounts/${accountId}`)).status).toBe(204);
    expect(replayedParts(await create(key))).toEqual(replayedParts(first));
    expect((await create('another-key')).json.responseStatus.errorCode).toBe('NotFound');
  });

  it('reaches the TypeScript client of ServiceStack', async () => {
    const serviceStack = new JsonServiceClient(app.url);
    serviceStack.setCredentials('admin', PASSWORD);
    const name = freshText('Acme');
    const { id } = await client.createFrom({ accountId: await newAccountId(app, name) });
    const got = await serviceStack.get(serviceStackRequest('GetAISession', 'GET', { sessionId: id }));
    expect(got).toMatchObject({ id, accountName: name });
  });
});

describe('the purpose of a session', () => {
  it.each(ENCODINGS)('can be empty in $encoding, which is not null', async ({ contentType, encode }) => {
    const { id, path } = await client.create();
    const body = encode(sessions, 'PatchAISession', { purpose: '' });
    const response = await client.patch(path, body, { 'content-type': contentType, accept: JSON_TYPE });
    expect(response.json.purpose).toBe('');
    expect(await client.stored(id)).toMatchObject({ purpose: '' });
  });

  it('can be an empty element in text/xml', async () => {
    const { id, path } = await client.create();
    const body = xmlBody(sessions, 'PatchAISession', { purpose: '' }).replace('<Purpose></Purpose>', '<Purpose/>');
    const response = await client.patch(path, body, { 'content-type': 'text/xml', accept: JSON_TYPE });
    expect(response.json.purpose).toBe('');
    expect(await client.stored(id)).toMatchObject({ purpose: '' });
  });

  it('can be reset over ServiceStack’s route with a form', async () => {
    const { id } = await client.create();
    const at = `/api/PatchAISession?SessionId=${id}&reset=purpose`;
    const response = await app.call('POST', at, { body: '', headers: { 'content-type': FORM_TYPE } });
    expect([response.status, 'purpose' in response.json]).toEqual([200, false]);
  });
});

describe('the list of sessions', () => {
  /** In the order of creation. U+FF5E and U+1F600 have another order by code point than by UTF-16 unit. */
  const PURPOSES = ['b', 'a', null, '', 'B', '\uFF5E', '😀', null, 'é', 'a'];
  const accountIds: string[] = [];
  const ids: string[] = [];
  beforeAll(async () => {
    accountIds.push(await newAccountId(app), await newAccountId(app));
    for (const [index, purpose] of PURPOSES.entries()) {
      ids.push((await client.createFrom({ accountId: accountIds[index % 3] ?? null, purpose })).id);
    }
  });
  /** The list of these sessions and no others. */
  const list = async (query: string) => listOf(await client.get(`/ai/sessions?specificIds=${ids.join()}&${query}`));
  const purposes = async (query: string) => (await list(query)).items.map(({ purpose = null }) => purpose);

  it('sorts null purposes first in ascending and last in descending order', async () => {
    const ascending = [null, null, '', 'B', 'a', 'a', 'b', 'é', '\uFF5E', '😀'];
    expect(await purposes('sortField=Purpose')).toEqual(ascending);
    expect(await purposes('SORTFIELD=purpose&sortOrder=descend')).toEqual(ascending.toReversed());
    expect(await purposes('')).toEqual(PURPOSES.toReversed());
  });

  it.each(['accountId', 'accountName'])('sorts sessions without an account first by %s', async (sortField) => {
    const { items } = await list(`sortField=${sortField}`);
    const values = items.map((item) => item[sortField] ?? null);
    expect(values.slice(0, 4)).toEqual([null, null, null, values[3]]);
    expect(values[3]).not.toBeNull();
    const backwards = await list(`sortField=${sortField}&sortOrder=Descend`);
    expect(backwards.items).toEqual(items.toReversed());
  });

  it('filters by accounts, written as a list in any way', async () => {
    const [one, other] = accountIds;
    const count = async (query: string): Promise<number> =>
      listOf(await client.get(`/ai/sessions?${query}`)).totalCount;
    expect(await count(`accountIds=${one}`)).toBe(4);
    expect(await count(`accountIds=${one}&AccountIds=${other}`)).toBe(7);
    expect(await count(`accountIds=${one},${other}`)).toBe(7);
    expect(await count(`accountIds=[${one},${other}]`)).toBe(7);
    expect(await count(`accountIds=%5B${one}%5D`)).toBe(4);
    expect(await count('accountIds=nobody')).toBe(0);
    expect(await count(`specificIds=${ids[0]}&accountIds=nobody`)).toBe(0);
  });
});
