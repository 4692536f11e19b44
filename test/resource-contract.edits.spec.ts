import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { startApp, type TestApp } from './support/app.js';
import { FORMATS } from './support/request-bodies.js';
import { ResourceClient } from './support/resource-client.js';
import { resources } from './support/resources.js';
import { errorOf, etagOf } from './support/responses.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const CONCURRENT_CALLS = 50;
const atOnce = <T>(call: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CONCURRENT_CALLS }, (_, index) => call(index)));

describe.each(resources)('the ETag of $noun', (resource) => {
  const client = new ResourceClient(resource, () => app);
  const { text, operations, idMember } = resource;

  it('is strong, and the same on create, get and a patch that changes nothing', async () => {
    const { path, etag } = await client.create();
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(etagOf(await client.get(path))).toBe(etag);
    expect(etagOf(await client.patch(path, {}))).toBe(etag);
  });

  it('differs after each change, also after a change back', async () => {
    const { path, etag, members } = await client.create();
    const cleared = resource.members.find(({ isPatchable, isNullable }) => isPatchable && isNullable);
    const etags = [etag];
    for (const change of [
      { [text]: await client.newText() },
      { [text]: await client.newText() },
      { [text]: members[text] },
      { [cleared?.name ?? '']: null },
    ]) {
      etags.push(etagOf(await client.patch(path, change)));
    }
    expect(new Set(etags).size).toBe(5);
    expect(etagOf(await client.get(path))).toBe(etags.at(-1));
  });

  it('differs between formats', async () => {
    const { path } = await client.create();
    const responses = await Promise.all(FORMATS.map(({ format }) => client.get(`${path}.${format}`)));
    expect(new Set(responses.map(etagOf)).size).toBe(4);
    expect(etagOf(await client.get(`${path}?format=XML`))).toBe(etagOf(responses[1]));
  });

  it('stays the same when another row changes', async () => {
    const { path, etag } = await client.create();
    await client.change('PATCH', (await client.create()).path);
    expect((await client.get(path, { 'if-none-match': etag })).status).toBe(304);
  });

  it('is absent from a list', async () => {
    expect((await client.get(resource.path)).headers.get('etag')).toBeNull();
  });

  describe('in If-None-Match', () => {
    it.each([
      ['the ETag', (etag: string) => etag],
      ['the ETag marked as weak', (etag: string) => `W/${etag}`],
      ['a list with the ETag', (etag: string) => `"other", W/"1,2" , ${etag}`],
      ['a list without spaces with the ETag', (etag: string) => `"other",${etag},"more"`],
      ['*', () => '*'],
      ['* with spaces', () => ' * '],
    ])('returns 304 without a body to GET and HEAD for %s', async (_, headerFor) => {
      const { path, etag } = await client.create();
      const response = await client.get(path, { 'if-none-match': headerFor(etag) });
      expect([response.status, response.text]).toEqual([304, '']);
      expect(etagOf(response)).toBe(etag);
      expect(response.headers.get('vary')).toBe('Accept');
      expect(response.headers.get('cache-control')).toBe('private, no-cache');
      expect(response.headers.get('content-type')).toBeNull();
      const head = await app.call('HEAD', path, { headers: { 'if-none-match': headerFor(etag) } });
      expect([head.status, etagOf(head)]).toEqual([304, etag]);
    });

    it.each([
      ['the ETag without its quotes', (etag: string) => etag.replaceAll('"', '')],
      ['another ETag', () => '"other"'],
      ['an empty ETag', () => '""'],
      ['a value that is not an ETag', () => 'nonsense'],
      ['an ETag that contains the current one', (etag: string) => `"x${etag.slice(1)}`],
    ])('returns 200 for %s', async (_, headerFor) => {
      const { path, etag } = await client.create();
      expect((await client.get(path, { 'if-none-match': headerFor(etag) })).status).toBe(200);
    });

    it.each(FORMATS)('returns 304 for the ETag of $format only in $format', async ({ format }) => {
      const { path } = await client.create();
      const etag = etagOf(await client.get(`${path}.${format}`));
      const responses = await Promise.all(
        FORMATS.map((other) => client.get(`${path}.${other.format}`, { 'if-none-match': etag, accept: '*/*' })),
      );
      expect(responses.map(({ status }) => status)).toEqual(
        FORMATS.map((other) => (other.format === format ? 304 : 200)),
      );
    });
  });

  describe.each([
    { method: 'PATCH', success: 200 },
    { method: 'DELETE', success: 204 },
  ])('in If-Match of $method', ({ method, success }) => {
    it.each([
      ['an older version', (etag: string) => etag],
      ['a list without the current version', (etag: string) => `"other", ${etag}`],
      ['a value that is not an ETag', () => 'nonsense'],
      ['an empty ETag', () => '""'],
    ])('returns 412 and changes nothing for %s', async (_, headerFor) => {
      const { id, path, etag } = await client.create();
      const second = await client.newText();
      await client.patch(path, { [text]: second });
      const response = await client.change(method, path, { 'if-match': headerFor(etag) });
      expect(errorOf(response)).toEqual([412, 'PreconditionFailed', undefined]);
      expect(await client.stored(id)).toMatchObject({ [text]: second, version: 2 });
    });

    it.each([
      ['the current ETag marked as weak', (etag: string) => `W/${etag}`],
      ['the current ETag without its quotes', (etag: string) => etag.replaceAll('"', '')],
      ['a list with the current ETag marked as weak', (etag: string) => `"other", W/${etag}`],
    ])('returns 412 and changes nothing for %s', async (_, headerFor) => {
      const { id, path, etag, members } = await client.create();
      expect((await client.change(method, path, { 'if-match': headerFor(etag) })).status).toBe(412);
      expect(await client.stored(id)).toMatchObject({ [text]: members[text], version: 1 });
    });

    it('says in a 412 whether the header contains an ETag', async () => {
      const { path } = await client.create();
      const messageFor = async (ifMatch: string): Promise<unknown> =>
        (await client.change(method, path, { 'if-match': ifMatch })).json.responseStatus.message;
      expect(await messageFor('1-json')).toMatch(/^If-Match contains no strong ETag/);
      expect(await messageFor('W/"1-json", W/"2-json"')).toMatch(/weak one \(W\/"…"\) never matches/);
      expect(await messageFor('W/"1-json", "other"')).toMatch(/^The object has changed/);
      expect(await messageFor('"other"')).toMatch(/^The object has changed/);
    });

    it('returns a 412 in XML to a client that accepts XML', async () => {
      const { path } = await client.create();
      const response = await client.change(method, path, { 'if-match': '"other"', accept: 'application/xml' });
      expect([response.status, response.headers.get('content-type')]).toEqual([412, 'application/xml']);
      expect(response.text).toContain('<ErrorCode>PreconditionFailed</ErrorCode>');
    });

    it.each([
      ['the current ETag', (etag: string) => etag],
      ['a list with the current ETag', (etag: string) => `"other", W/"1" ,${etag}`],
      ['*', () => '*'],
      ['* with spaces', () => ' * '],
    ])(`returns ${success} for %s`, async (_, headerFor) => {
      const { path, etag } = await client.create();
      expect((await client.change(method, path, { 'if-match': headerFor(etag) })).status).toBe(success);
    });

    it(`returns ${success} for the current ETag of another format`, async () => {
      const { path } = await client.create();
      const xml = etagOf(await client.get(`${path}.xml`));
      const response = await client.change(method, path, { 'if-match': xml, accept: 'application/json' });
      expect(response.status).toBe(success);
    });

    it.each(['*', '"1-json"'])('returns 404 for a row that does not exist, for %s', async (ifMatch) => {
      const response = await client.change(method, `${resource.path}/nobody`, { 'if-match': ifMatch });
      expect(response.status).toBe(404);
    });
  });

  it('is returned by and checked on the routes of ServiceStack', async () => {
    const { id, etag } = await client.create();
    const query = `${idMember}=${id}`;
    expect(etagOf(await client.get(`/api/${operations.get}?${query}`))).toBe(etag);
    expect((await client.get(`/api/${operations.get}?${query}`, { 'if-none-match': etag })).status).toBe(304);
    const post = async (operation: string, members: object, ifMatch: string): Promise<number> =>
      (await app.postJson(`/api/${operation}`, { [idMember]: id, ...members }, { 'if-match': ifMatch })).status;
    const change = { [text]: await client.newText() };
    expect(await post(operations.patch, change, '"0-json"')).toBe(412);
    expect(await post(operations.delete, {}, '"0-json"')).toBe(412);
    expect(await post(operations.patch, change, etag)).toBe(200);
  });
});

describe.each(resources)('many calls at once on $noun', (resource) => {
  const client = new ResourceClient(resource, () => app);
  const { text } = resource;

  it('gives each of 50 patches its own version', async () => {
    const { id, path } = await client.create();
    const responses = await atOnce(() => client.change('PATCH', path));
    expect(responses.map(({ status }) => status)).toEqual(Array(CONCURRENT_CALLS).fill(200));
    expect(new Set(responses.map(etagOf)).size).toBe(CONCURRENT_CALLS);
    const current = await client.get(path);
    const last = responses.find((response) => etagOf(response) === etagOf(current));
    expect(last?.text).toBe(current.text);
    expect((await client.stored(id))?.version).toBe(CONCURRENT_CALLS + 1);
  });

  it('lets one of 50 patches with the same If-Match succeed and returns 412 to the others', async () => {
    const { id, path, etag } = await client.create();
    const responses = await atOnce(() => client.change('PATCH', path, { 'if-match': etag }));
    const succeeded = responses.filter(({ status }) => status === 200);
    expect(succeeded).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 412)).toHaveLength(CONCURRENT_CALLS - 1);
    expect(await client.stored(id)).toMatchObject({ [text]: succeeded[0]?.json[text], version: 2 });
  });

  it('lets one of 50 deletes succeed and returns 404 to the others', async () => {
    const { path } = await client.create();
    const responses = await atOnce(() => client.delete(path));
    const statuses = responses.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([204, ...Array<number>(CONCURRENT_CALLS - 1).fill(404)]);
  });
});
