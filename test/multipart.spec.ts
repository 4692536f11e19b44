import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { Role } from '../src/auth/principal.js';
import { account, type Answer, PASSWORD, startApp, type TestApp } from './support/app.js';
import { listOf } from './support/list-responses.js';
import { newAccountId } from './support/resources.js';
import { serviceStackRequest } from './support/servicestack-request.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().with(account('Acme')).as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

/** What browsers and `fetch` send for a form, with the boundary that they choose. */
async function encoded(fields: readonly (readonly [string, string | Blob])[]) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const made = new Request('http://x', { method: 'POST', body: form });
  return { 'content-type': made.headers.get('content-type') ?? '', body: Buffer.from(await made.arrayBuffer()) };
}
async function postForm(path: string, fields: readonly (readonly [string, string | Blob])[]): Promise<Answer> {
  const { body, ...headers } = await encoded(fields);
  return app.call('POST', path, { body, headers });
}
const postRaw = (body: string | Buffer, contentType = 'multipart/form-data; boundary=b'): Promise<Answer> =>
  app.call('POST', '/ai/sessions', { body, headers: { 'content-type': contentType } });
const part = (header: string, value: string): string => `--b\r\n${header}\r\n\r\n${value}\r\n`;
const field = (name: string, value: string): string => part(`Content-Disposition: form-data; name="${name}"`, value);

describe('multipart/form-data', () => {
  it('is read as a form', async () => {
    const purpose = ' Zwei\r\nZeilen & "mehr" 😀 ';
    const answer = await postForm('/ai/sessions', [
      ['Purpose', purpose],
      ['ACCOUNTID', app.accountId('Acme')],
      ['unknown', 'ignored'],
    ]);
    expect([answer.status, answer.json]).toMatchObject([200, { purpose, accountName: 'Acme' }]);
  });

  it('has lists and booleans in the spellings of forms, and no member twice', async () => {
    const ids = [await newAccountId(app), await newAccountId(app)];
    const form = [
      ['specificIds[]', ids[0] ?? ''],
      ['SpecificIds', `["${ids[1]}"]`],
      ['simplifiedPaging', 'on'],
    ] as const;
    expect(listOf(await postForm('/api/ListAccounts', form))).toMatchObject({ totalCount: 0, items: [{}, {}] });
    const twice = await postForm('/ai/sessions', [
      ['purpose', 'a'],
      ['Purpose', 'a'],
    ]);
    expect([twice.status, twice.json.responseStatus.errorCode]).toEqual([400, 'Duplicate']);
  });

  it('patches', async () => {
    const { json } = await postForm('/ai/sessions', [['purpose', 'a']]);
    const { body, ...headers } = await encoded([['purpose', 'b']]);
    const patched = await app.call('PATCH', `/ai/sessions/${String(json.id)}`, { body, headers });
    expect(patched.json.purpose).toBe('b');
  });

  it('is what ServiceStack’s TypeScript client sends for FormData', async () => {
    const client = new JsonServiceClient(app.url);
    client.setCredentials('admin', PASSWORD);
    const body = new FormData();
    body.append('Purpose', 'from FormData');
    const { response, error } = await client.apiForm(serviceStackRequest('NewAISession', 'POST', {}), body);
    expect([error, response]).toMatchObject([undefined, { purpose: 'from FormData' }]);
  });

  it.each([
    ['a file', part('Content-Disposition: form-data; name="purpose"; filename="a.txt"', 'a')],
    ['a file without a name', part('Content-Disposition: form-data; name="purpose"; filename=""', '')],
    ['bytes', part('Content-Disposition: form-data; name="f"\r\nContent-Type: application/octet-stream', 'a')],
    [
      'a transfer encoding',
      part('Content-Disposition: form-data; name="purpose"\r\nContent-Transfer-Encoding: base64', 'YQ=='),
    ],
  ])('is 415 with %s', async (_, text) => {
    const before = (await app.sessions()).length;
    const answer = await postRaw(`${field('purpose', 'a')}${text}--b--\r\n`);
    expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([415, 'UnsupportedMediaType']);
    expect(await app.sessions()).toHaveLength(before);
  });

  it.each([
    ['no boundary', `${field('purpose', 'a')}--b--`, 'multipart/form-data'],
    ['another boundary', `${field('purpose', 'a')}--b--`, 'multipart/form-data; boundary=c'],
    ['no end', field('purpose', 'a'), undefined],
    ['half a part', '--b\r\nContent-Disposition: form-data; name="purpose"\r\n', undefined],
    ['text that is not UTF-8', Buffer.from(`${field('purpose', '\xff')}--b--\r\n`, 'latin1'), undefined],
    ['too many parts', `${field('x', 'a').repeat(1001)}--b--\r\n`.slice(0, 65_000), undefined],
  ])('is 400 with %s', async (_, body, contentType) => {
    const answer = await postRaw(body, contentType);
    expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([400, 'SerializationException']);
  });

  it('is limited as other bodies are', async () => {
    expect((await postForm('/ai/sessions', [['purpose', 'x'.repeat(4000)]])).status).toBe(200);
    expect((await postForm('/ai/sessions', [['purpose', 'x'.repeat(4001)]])).status).toBe(400);
    expect((await postForm('/ai/sessions', [['x', 'x'.repeat(65_536)]])).status).toBe(413);
  });

  it('is not read before the caller is known', async () => {
    const headers = { 'content-type': 'multipart/form-data', authorization: '' };
    expect((await app.call('POST', '/ai/sessions', { body: 'x', headers })).status).toBe(401);
  });
});
