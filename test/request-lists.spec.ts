import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { type Answer, PASSWORD, startApp, type TestApp } from './support/app.js';
import { listOf } from './support/list-responses.js';
import { FORM_TYPE, JSON_TYPE, xmlNamespace } from './support/request-bodies.js';
import { rawHttp } from './support/raw-http.js';
import { newAccountId } from './support/resources.js';

let app: TestApp;
const ids: string[] = [];
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
  for (const _ of [1, 2, 3]) ids.push(await newAccountId(app));
});
afterAll(() => app.stop());

/** Replaces `<1>` and `<2>` by the first two ids. */
const withIds = (text: string): string => text.replaceAll('<1>', ids[0] ?? '').replaceAll('<2>', ids[1] ?? '');

async function idsOf(response: ReturnType<TestApp['call']>): Promise<unknown[]> {
  const { items } = listOf(await response);
  return items.map(({ id }) => id).toSorted();
}

describe('a list in a query or a form', () => {
  const both = [
    ['repeated', 'specificIds=<1>&specificIds=<2>'],
    ['repeated in another case', 'specificIds=<1>&SPECIFICIDS=<2>'],
    ['joined by commas', 'specificIds=<1>,<2>'],
    ['joined by encoded commas', 'specificIds=<1>%2C<2>'],
    ['as ServiceStack’s Python client sends it', 'specificIds=[<1>,<2>]'],
    ['as ServiceStack’s Java client sends it', 'specificIds=%5B%22<1>%22%2C%22<2>%22%5D'],
    ['as JSON with white space', 'specificIds=+[+%22<1>%22,+%22<2>%22+]+'],
    ['as axios and jQuery send it', 'specificIds[]=<1>&specificIds[]=<2>'],
    ['as axios and jQuery encode it', 'specificIds%5B%5D=<1>&specificIds%5B%5D=<2>'],
    ['as PHP and qs send it', 'specificIds%5B0%5D=<1>&specificIds%5B1%5D=<2>'],
    ['in several spellings', 'specificIds=<1>&SpecificIds[]=<2>'],
  ] as const;

  it.each(both)('is read %s', async (_, written) => {
    const query = withIds(written);
    const expected = ids.slice(0, 2);
    expect(await idsOf(app.call('GET', `/accounts?${query}`))).toEqual(expected);
    expect(await idsOf(app.call('GET', `/api/ListAccounts?${query}`))).toEqual(expected);
    const form = { body: query, headers: { 'content-type': FORM_TYPE } };
    expect(await idsOf(app.call('POST', '/api/ListAccounts', form))).toEqual(expected);
  });

  it.each([
    ['an item of a JSON list', '["one,other]"]', 'one,other]'],
    ['an item with quotes', JSON.stringify(['"']), '"'],
  ])('carries commas and brackets in %s', async (_, value, item) => {
    const answer = await app.call('GET', `/accounts?specificIds=${encodeURIComponent(value + ' '.repeat(3))}`);
    expect([answer.status, listOf(answer).items]).toEqual([200, []]);
    // The item is one id: with 65 characters it is too long, and split it would not be.
    const long = value.replace(JSON.stringify(item).slice(1, -1), `${'x,'.repeat(32)}x`);
    const tooLong = await app.call('GET', `/accounts?specificIds=${encodeURIComponent(long)}`);
    expect([tooLong.status, tooLong.json.responseStatus.errorCode]).toEqual([400, 'MaximumLength']);
  });

  it.each(['[]=', '[0]=', '='])('is one id in name%s, or a list', async (spelling) => {
    const answer = await app.call('GET', `/accounts?specificIds${spelling}${'x,'.repeat(32)}x`);
    expect(answer.status).toBe(spelling === '=' ? 200 : 400);
  });

  it.each(['', '[]', '[ ]', ','])('without items is no filter: %j', async (value) => {
    const query = `specificIds=${encodeURIComponent(value)}`;
    expect(await idsOf(app.call('GET', `/accounts?${query}`))).toEqual(expect.arrayContaining(ids));
  });

  it.each(['["a"', '["a",1]', '["a",]', '["a","b"]]', '[ "a" b]'])('is refused as %s', async (value) => {
    const answer = await app.call('GET', `/accounts?specificIds=${encodeURIComponent(value)}`);
    expect([answer.status, answer.json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'SpecificIds']);
  });

  it.each([
    'specificId=<1>',
    'specificIds[x]=<1>',
    'specificIds[=<1>',
    'specificIds[0][a]=<1>',
    'nameFilter[]=nothing',
  ])('is not read from %s, which means nothing', async (query) => {
    expect(await idsOf(app.call('GET', `/accounts?${withIds(query)}`))).toEqual(expect.arrayContaining(ids));
  });
});

describe('a filter in a body', () => {
  const OVERRIDE = { 'x-http-method-override': 'GET' };
  const PATHS = ['/accounts', '/api/ListAccounts', '/json/reply/ListAccounts'];

  /** Sends a GET with a body, which `fetch` does not. */
  async function getWithBody(path: string, contentType: string, body: string, framing: string): Promise<string> {
    const head = [
      `GET ${path} HTTP/1.1`,
      `Host: ${new URL(app.url).host}`,
      `Authorization: ${app.authorization}`,
      `Content-Type: ${contentType}`,
      'Connection: close',
    ].join('\r\n');
    const chunked = `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    return rawHttp(
      app.url,
      `${head}\r\n${framing === 'chunked' ? chunked : `Content-Length: ${body.length}\r\n\r\n${body}`}`,
    );
  }

  it.each(['GET', 'get'])('is read from a POST that X-HTTP-Method-Override makes a %s', async (override) => {
    const headers = { 'x-http-method-override': override };
    for (const path of PATHS) {
      const json = {
        body: JSON.stringify({ specificIds: ids.slice(1) }),
        headers: { ...headers, 'content-type': JSON_TYPE },
      };
      expect(await idsOf(app.call('POST', path, json))).toEqual(ids.slice(1));
      const form = { body: withIds('specificIds=<1>'), headers: { ...headers, 'content-type': FORM_TYPE } };
      expect(await idsOf(app.call('POST', path, form))).toEqual(ids.slice(0, 1));
    }
  });

  it.each(['with its length', 'chunked'])('is read from a GET %s', async (framing) => {
    for (const path of PATHS) {
      const body = JSON.stringify({ SpecificIds: ids.slice(1), SimplifiedPaging: true });
      const answer = await getWithBody(path, JSON_TYPE, body, framing);
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect([...answer.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id).toSorted()).toEqual(ids.slice(1));
    }
  });

  it('is refused where it cannot be read', async () => {
    expect(await getWithBody('/accounts', JSON_TYPE, '{', 'with its length')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await getWithBody('/accounts', 'text/plain', 'x', 'chunked')).toMatch(/^HTTP\/1\.1 415 /);
    expect(await getWithBody('/accounts', FORM_TYPE, 'page=x', 'chunked')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('adds to the query, and no part of either is dropped', async () => {
    const body = JSON.stringify({ specificIds: ids.slice(0, 1) });
    const post = (query: string) =>
      app.call('POST', `/accounts?${query}`, { body, headers: { ...OVERRIDE, 'content-type': JSON_TYPE } });
    expect(listOf(await post('countPerPage=7')).items).toHaveLength(1);
    expect(listOf(await post(withIds('specificIds=<1>'))).items).toHaveLength(1);
    const differs = await post(withIds('specificIds=<2>'));
    expect([differs.status, differs.json.responseStatus]).toMatchObject([
      400,
      { errorCode: 'Mismatch', errors: [{ fieldName: 'SpecificIds' }] },
    ]);
  });

  it('has no Link to the next page, which could not repeat the body', async () => {
    const body = JSON.stringify({ specificIds: ids, countPerPage: 1 });
    const headers = { ...OVERRIDE, 'content-type': JSON_TYPE };
    const answer = await app.call('POST', '/accounts', { body, headers });
    expect([answer.json.hasMorePages, answer.headers.get('link')]).toEqual([true, null]);
  });
});

describe('a boolean in a query or a form', () => {
  /** ServiceStack's own list. */
  const SPELLINGS = {
    true: ['true', '1', 't', 'y', 'yes', 'on', 'TRUE', 'On'],
    false: ['false', '0', 'f', 'n', 'no', 'off', '', 'FALSE', 'Off'],
  };
  const totalOf = (answer: Answer): number => listOf(answer).totalCount;
  const query = (value: string): string => withIds(`specificIds=<1>&simplifiedPaging=${value}`);
  const post = (body: string) =>
    app.call('POST', '/api/ListAccounts', { body, headers: { 'content-type': FORM_TYPE } });

  it.each(SPELLINGS.true)('is true where it is %j', async (value) => {
    expect(totalOf(await app.call('GET', `/accounts?${query(value)}`))).toBe(0);
    expect(totalOf(await post(query(value)))).toBe(0);
  });

  it.each(SPELLINGS.false)('is false where it is %j', async (value) => {
    expect(totalOf(await app.call('GET', `/accounts?${query(value)}`))).toBe(1);
    expect(totalOf(await post(query(value)))).toBe(1);
  });

  it.each(['2', 'tru', 'null', 'y e s', ' true'])('is refused where it is %j', async (value) => {
    expect((await app.call('GET', `/accounts?${query(encodeURIComponent(value))}`)).status).toBe(400);
  });

  it.each(['1', 'on', 'yes'])('is not %s in JSON and XML', async (value) => {
    const json = await app.postJson('/api/ListAccounts', { simplifiedPaging: value });
    expect([json.status, json.json.responseStatus.errorCode]).toEqual([400, 'InvalidType']);
    const xml = `<ListAccounts xmlns="${xmlNamespace('Voice.Api.Accounts')}"><SimplifiedPaging xmlns="${xmlNamespace('Voice.Api')}">${value}</SimplifiedPaging></ListAccounts>`;
    expect((await app.postXml('/xml/reply/ListAccounts', xml)).status).toBe(value === '1' ? 200 : 400);
  });

  it.each(['simplifiedPaging=on&simplifiedPaging=true', 'simplifiedPaging=on&SimplifiedPaging=on', 'page=1&Page=1'])(
    'or another single value is sent once, not as %s',
    async (text) => {
      const refused = { errorCode: 'Duplicate' };
      expect((await app.call('GET', `/accounts?${text}`)).json.responseStatus).toMatchObject(refused);
      expect((await post(text)).json.responseStatus).toMatchObject(refused);
    },
  );

  it('lets a checkbox of a sign-in form send its on', async () => {
    const body = new URLSearchParams({ UserName: 'admin', Password: PASSWORD, RememberMe: 'on' }).toString();
    const answer = await app.call('POST', '/auth/credentials', { body, headers: { 'content-type': FORM_TYPE } });
    expect([answer.status, /max-age|expires/i.test(answer.headers.get('set-cookie') ?? '')]).toEqual([200, true]);
  });
});
