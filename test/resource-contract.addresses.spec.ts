import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { ENCODINGS, formBody, wireName } from './support/request-bodies.js';
import { type CreatedRow, ResourceClient } from './support/resource-client.js';
import { resources } from './support/resources.js';
import { errorOf } from './support/responses.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp()
    .with(user('clerk', PASSWORD, 'Clerk'))
    .as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

describe.each(resources)('the address of $noun', (resource) => {
  const client = new ResourceClient(resource, () => app);
  const { text, operations, idMember, path: collection } = resource;

  describe('finds a row whose id has', () => {
    it.each([
      ['a dot', 'v1.2', 'v1.2'],
      ['another suffix', 'report.txt', 'report.txt'],
      ['a suffix in capitals', 'report.XML', 'report.XML'],
      ['a suffix with an encoded dot', 'report.xml', 'report%2Exml'],
      ['two suffixes, the last of them a format', 'report.csv', 'report.csv.json'],
      ['a slash', 'a/b', 'a%2Fb'],
      ['a percent sign', '100%', '100%25'],
      ['the look of an encoded character', '%2E', '%252E'],
      ['spaces', 'a b ', 'a%20b%20'],
      ['a plus', 'a+b', 'a+b'],
      ['a question mark and a hash', 'a?b#c', 'a%3Fb%23c'],
      ['a semicolon and a comma', 'a;b,c', 'a;b,c'],
      ['an ampersand and an equals sign', 'a&b=c', 'a&b=c'],
      ['a quote', `a"b'c`, 'a%22b%27c'],
      ['a backslash', 'a\\b', 'a%5Cb'],
      ['a colon and an asterisk', ':id*', ':id*'],
      ['letters of many scripts', 'Žižkov-東京-😀', encodeURIComponent('Žižkov-東京-😀')],
      ['64 characters beyond the BMP', '😀'.repeat(64), encodeURIComponent('😀'.repeat(64))],
    ])('%s', async (_, id, encoded) => {
      await client.insert([{ id, members: { [text]: await client.newText() } }]);
      const got = await client.get(`${collection}/${encoded}`);
      expect([got.status, got.status === 200 && got.json.id]).toEqual([200, id]);
      const value = await client.newText();
      const patched = await client.patch(`${collection}/${encoded}`, { [wireName(idMember)]: id, [text]: value });
      expect([patched.status, patched.json.id]).toEqual([200, id]);
      const byQuery = await client.get(`/api/${operations.get}?${wireName(idMember)}=${encodeURIComponent(id)}`);
      expect(byQuery.json).toMatchObject({ id, [text]: value });
      expect((await client.delete(`${collection}/${encoded}`)).status).toBe(204);
      expect(await client.stored(id)).toBeNull();
    });

    it('a format suffix of its own, of which one is removed', async () => {
      await client.insert([{ id: 'twice.xml', members: { [text]: await client.newText() } }]);
      const response = await client.get(`${collection}/twice.xml.xml`);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/xml']);
      expect(response.text).toContain('>twice.xml</Id>');
      expect((await client.get(`${collection}/twice.xml`)).status).toBe(404);
    });
  });

  it.each([
    ['an id longer than any', 'x'.repeat(65)],
    ['an id much longer than any', 'x'.repeat(5000)],
    ['an id in another case', 'NOBODY'],
    ['a pattern', '%25'],
    ['SQL', `' OR 1=1 --`],
  ])('returns 404 for %s', async (_, id) => {
    await client.insert([{ id: 'nobody', members: { [text]: await client.newText() } }]);
    const path = `${collection}/${encodeURIComponent(id)}`;
    for (const method of ['GET', 'DELETE']) {
      expect(errorOf(await app.call(method, path))).toEqual([404, 'NotFound', undefined]);
    }
    expect((await client.change('PATCH', path)).status).toBe(404);
    expect((await client.delete(`${collection}/nobody`)).status).toBe(204);
  });

  it('returns 404 for a path behind the id', async () => {
    const { path } = await client.create();
    expect((await client.get(`${path}/more`)).status).toBe(404);
  });

  it.each(['%00', 'a%01b', '%EF%BF%BF'])('returns 400 for the id %s, which XML cannot contain', async (id) => {
    const response = await client.get(`${collection}/${id}`);
    expect([response.status, response.json.responseStatus.errorCode]).toEqual([400, 'InvalidCharacters']);
  });

  it('returns 405 with Allow for another method', async () => {
    const { path } = await client.create();
    const response = await app.call('PUT', path);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'DELETE, GET, HEAD, PATCH']);
    const ofCollection = await app.call('PUT', collection);
    expect([ofCollection.status, ofCollection.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('returns 405 for a GET that would change something', async () => {
    const { id, members } = await client.create();
    for (const operation of [operations.patch, operations.delete]) {
      expect((await client.get(`/api/${operation}?${idMember}=${id}&${text}=x`)).status).toBe(405);
    }
    expect(await client.stored(id)).toMatchObject({ [text]: members[text], version: 1 });
  });

  it.each([
    ['the address', (id: string) => `${collection}/${id}`],
    ['a suffix', (id: string) => `${collection}/${id}.xml`],
    ['?format=', (id: string) => `${collection}/${id}?format=csv`],
    ['an address without a row', () => `${collection}/nobody`],
    ['a list', () => `${collection}?countPerPage=1`],
  ])('returns to HEAD the headers of GET without the body at %s', async (_, pathOf) => {
    const path = pathOf((await client.create()).id);
    const [head, got] = [await app.call('HEAD', path), await client.get(path)];
    expect([head.status, head.text]).toEqual([got.status, '']);
    const names = ['content-type', 'content-length', 'etag', 'vary', 'cache-control', 'link', 'content-disposition'];
    expect(names.map((name) => head.headers.get(name))).toEqual(names.map((name) => got.headers.get(name)));
  });

  it.each([
    ['POST', collection, ''],
    ['GET', collection, ''],
    ['GET', `${collection}/x`, ''],
    ['PATCH', `${collection}/x`, ''],
    ['DELETE', `${collection}/x`, ''],
    ['POST', `${collection}/x`, 'DELETE'],
    ['POST', `/api/${operations.create}`, ''],
    ['GET', `/api/${operations.list}`, ''],
    ['POST', `/api/${operations.delete}`, ''],
  ])('returns 401 to an anonymous caller and 403 to one without the role: %s %s %s', async (method, path, override) => {
    const send = (authorization: string): Promise<Answer> =>
      app.call(method, path, {
        headers: { authorization, 'x-http-method-override': override },
        body: method === 'GET' ? undefined : '{',
      });
    expect((await send('')).status).toBe(401);
    const response = await send(basic('clerk', PASSWORD));
    expect([response.status, response.json.responseStatus.message]).toEqual([403, 'Invalid Role']);
  });
});

describe.each(resources)('a delete of $noun', (resource) => {
  const client = new ResourceClient(resource, () => app);
  const { operations, idMember, path: collection } = resource;
  const deletion = operations.delete;
  const withJson = (path: string, body: object): Promise<Answer> =>
    app.call('DELETE', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const routes = ['/api/', '/xml/reply/', '/csv/reply/'];

  const ways: [title: string, send: (row: CreatedRow) => Promise<Answer>][] = [
    ['DELETE', ({ path }) => client.delete(path)],
    ['DELETE with a suffix', ({ path }) => client.delete(`${path}.xml`)],
    ['DELETE that accepts XML', ({ path }) => client.delete(path, { accept: 'text/xml' })],
    ['DELETE with a body', ({ path, id }) => withJson(path, { [idMember]: id })],
    ['DELETE by override', ({ path }) => app.postJson(path, '', { 'x-http-method-override': 'DELETE' })],
    ['DELETE on the route of ServiceStack', ({ id }) => client.delete(`/api/${deletion}?${wireName(idMember)}=${id}`)],
    ...ENCODINGS.map(({ encoding, contentType, encode }, index): (typeof ways)[number] => [
      `POST of ${encoding}`,
      ({ id }) =>
        app.call('POST', `${routes[index]}${deletion}`, {
          body: encode(resource, deletion, { [idMember]: id }),
          headers: { 'content-type': contentType },
        }),
    ]),
  ];
  it.each(ways)('by %s returns 204 without a body', async (_, send) => {
    const row = await client.create();
    const response = await send(row);
    expect([response.status, response.text]).toEqual([204, '']);
    expect(response.headers.get('content-type')).toBeNull();
    expect(response.headers.get('content-length')).toBeNull();
    expect(await client.stored(row.id)).toBeNull();
  });

  it('removes the row from get, list and count at once', async () => {
    const group = await resource.newGroup(app);
    const rows: CreatedRow[] = [];
    for (const text of ['a', 'b', 'c']) rows.push(await client.createFrom(group.row(text)));
    const query = formBody(group.filter);
    const list = async (filter: string): Promise<Answer['json']> => (await client.get(`${collection}?${filter}`)).json;
    expect(await list(query)).toMatchObject({ totalCount: 3 });
    for (const [index, { id, path }] of rows.entries()) {
      expect((await client.delete(path)).status).toBe(204);
      const [got, rest, byId] = await Promise.all([client.get(path), list(query), list(`specificIds=${id}`)]);
      expect(errorOf(got)).toEqual([404, 'NotFound', undefined]);
      expect(rest.totalCount).toBe(2 - index);
      const ids = (rest.items as { id: string }[]).map((item) => item.id);
      expect(ids).toEqual(
        rows
          .slice(index + 1)
          .map((row) => row.id)
          .toReversed(),
      );
      expect(byId).toEqual({ items: [], totalCount: 0, totalPages: 0, hasMorePages: false });
    }
  });

  it('returns 400 if the path and the request name different rows', async () => {
    const { id, path } = await client.create();
    expect((await withJson(path, { [idMember]: 'other' })).status).toBe(400);
    expect((await client.delete(`${path}?${idMember}=other`)).status).toBe(400);
    expect(await client.stored(id)).not.toBeNull();
  });

  it('and get and patch require an id on the routes of ServiceStack', async () => {
    for (const operation of [operations.delete, operations.patch, operations.get]) {
      const response = await app.postJson(`/api/${operation}`, {});
      expect(errorOf(response)).toEqual([400, 'NotEmpty', wireName(idMember)]);
      expect(response.json.responseStatus.errors[0]?.errorCode).toBe('NotEmpty');
    }
  });
});
