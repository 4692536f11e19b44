import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { DataSource } from 'typeorm';
import { AISession } from '../src/ai/ai-session.entity.js';
import { Role } from '../src/auth/principal.js';
import { type Answer, PASSWORD, startApp, type TestApp } from './support/app.js';
import { listOf } from './support/list-responses.js';
import { ENCODINGS, FORM_TYPE, formBody, JSON_TYPE, xmlBody } from './support/request-bodies.js';
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

describe('the filters of the list of sessions', () => {
  const SESSIONS = [
    { purpose: 'Calls of July', dateCreated: '2026-07-31T23:59:59.999Z' },
    { purpose: '100% of calls', dateCreated: '2026-08-01T00:00:00.000Z' },
    { purpose: '100 of them_all', dateCreated: '2026-08-01T11:30:00.000Z' },
    { purpose: 'C:\\ÉTÉ 😀', dateCreated: '2026-08-02T00:00:00.000Z' },
    { purpose: null, dateCreated: '2026-08-02T00:00:00.001Z' },
  ];
  let accountId: string;
  beforeAll(async () => {
    accountId = await newAccountId(app);
    const rows = SESSIONS.map(({ purpose, dateCreated }) => ({
      ...{ id: freshText('filtered'), accountId, purpose, dateCreated, dateLastModified: dateCreated },
      ...{ createdBy: 'admin', lastModifiedBy: 'admin', version: 1 },
    }));
    await app.nest.get(DataSource).manager.insert(AISession, rows);
  });
  const list = (filter: object): Promise<Answer> =>
    client.get(`/ai/sessions?${formBody({ accountIds: accountId, sortOrder: 'Ascend', ...filter })}`);
  /** The indices of the sessions that a filter selects. */
  async function selected(filter: object): Promise<number[]> {
    const { items, totalCount } = listOf(await list(filter));
    expect(totalCount).toBe(items.length);
    return items.map(({ dateCreated }) => SESSIONS.findIndex((session) => session.dateCreated === dateCreated));
  }

  it.each([
    ['a part', 'of', [0, 1, 2]],
    ['another case', 'CALLS', [0, 1]],
    ['a percent sign', '0%', [1]],
    ['an underscore', 'm_', [2]],
    ['a backslash', ':\\', [3]],
    ['letters beyond ASCII', 'été', []],
    ['letters beyond ASCII in their case', 'ÉTÉ', [3]],
    ['a character beyond the BMP', '😀', [3]],
    ['a list, which it is not', 'Calls,100', []],
    ['nothing', '', [0, 1, 2, 3, 4]],
  ])('finds purposes by %s', async (_, purposeFilter, indices) => {
    expect(await selected({ purposeFilter })).toEqual(indices);
  });

  it.each([
    [{ startDate: '2026-08-01' }, [1, 2, 3, 4]],
    [{ endDate: '2026-08-01' }, [0]],
    [{ startDate: '2026-08-01', endDate: '2026-08-02' }, [1, 2]],
    [{ startDate: '2026-08-01T13:30:00+02:00', endDate: '2026-08-02T00:00:00.001Z' }, [2, 3]],
    [{ startDate: '2026-08-02', endDate: '2026-08-01' }, []],
    [{ startDate: '2026-08-01', purposeFilter: 'calls' }, [1]],
  ])('selects by dates: %j', async (filter, indices) => {
    expect(await selected(filter)).toEqual(indices);
  });

  it.each([
    ['StartDate', { startDate: '2026-02-30' }],
    ['EndDate', { endDate: 'yesterday' }],
    ['StartDate', { startDate: '2026-08-01T00:00:00' }],
    ['PurposeFilter', { purposeFilter: 'x'.repeat(201) }],
  ])('returns 400 for a wrong %s: %j', async (fieldName, filter) => {
    const { status, json } = await list(filter);
    expect([status, json.responseStatus.errors[0]?.fieldName]).toEqual([400, fieldName]);
  });

  it('select what an export has', async () => {
    for (const filter of [
      { purposeFilter: 'of' },
      { startDate: '2026-07-01', endDate: '2026-08-01', sortField: 'Id' },
    ]) {
      const { items } = listOf(await list(filter));
      expect(items.length).toBeGreaterThan(0);
      expect(listOf(await list({ ...filter, all: true })).items).toEqual(items);
    }
  });

  it('go on by cursor, which belongs to them', async () => {
    const filter = { purposeFilter: 'of', startDate: '2026-07-01', countPerPage: 2 };
    const next = /<(.*?)>/.exec((await list(filter)).headers.get('link') ?? '')?.[1] ?? '';
    expect(listOf(await client.get(next)).items.map(({ purpose }) => purpose)).toEqual(['100 of them_all']);
    expect((await client.get(next.replace('purposeFilter=of', 'purposeFilter=o'))).status).toBe(400);
    expect((await client.get(next.replace('2026-07-01', '2026-07-02'))).status).toBe(400);
  });

  it.each(['POST', 'GET'])('can be sent to ServiceStack’s route by %s', async (method) => {
    const filter = { AccountIds: [accountId], PurposeFilter: 'of', EndDate: '2026-08-01' };
    const query = method === 'GET' ? `?${formBody({ ...filter, AccountIds: accountId })}` : '';
    const body = method === 'POST' ? JSON.stringify(filter) : undefined;
    const response = await app.call(method, `/api/ListAISessions${query}`, {
      body,
      headers: { 'content-type': JSON_TYPE },
    });
    expect(listOf(response).items.map(({ purpose }) => purpose)).toEqual(['Calls of July']);
  });
});
