import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { account, startApp, type TestApp } from './support/app.js';
import { rawHttp } from './support/raw-http.js';
import { vector, withoutAddedMembers } from './support/vectors.js';

const NAMESPACE = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';
const ACME = 'Acme & Sons <Ltd>';

describe('POST /ai/sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account(ACME)).as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  it('returns the session with the name of its account, its creator and its date', async () => {
    const before = new Date().toISOString();
    const answer = await app.postJson('/ai/sessions', { accountId: app.accountId(ACME), purpose: 'Help' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('vary')).toBe('Accept');
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    const { id, dateCreated, ...rest } = answer.json;
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(dateCreated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(String(dateCreated) >= before).toBe(true);
    expect(rest).toEqual({
      accountId: app.accountId(ACME),
      accountName: ACME,
      purpose: 'Help',
      dateLastModified: dateCreated,
      createdBy: 'admin',
      lastModifiedBy: 'admin',
    });
  });

  it('writes JSON members in ServiceStack’s order, derived before base, without nulls', async () => {
    const full = await app.postJson('/ai/sessions', { accountId: app.accountId(ACME), purpose: 'p' });
    expect(Object.keys(full.json)).toEqual(
      'accountId accountName purpose id dateCreated dateLastModified createdBy lastModifiedBy'.split(' '),
    );
    const empty = await app.postJson('/ai/sessions', {});
    expect(Object.keys(empty.json)).toEqual('id dateCreated dateLastModified createdBy lastModifiedBy'.split(' '));
  });

  it('writes the same bytes of XML as the vectors', async () => {
    const answer = await app.postJson(
      '/ai/sessions',
      { accountId: app.accountId(ACME), purpose: `He said "hi" 'there'` },
      { accept: 'application/xml' },
    );
    expect(answer.headers.get('content-type')).toBe('application/xml');
    const stored = (await app.sessions()).at(-1);
    const expected = vector('ai-session-info.full')
      .replace('>0193<', `>${stored?.id}<`)
      .replace('acc_1', app.accountId(ACME))
      .replaceAll('2026-11-22T06:07:08.123Z', stored?.dateCreated ?? '');
    expect(withoutAddedMembers(answer.text)).toBe(expected);
  });

  it('writes a member without a value as nil in XML', async () => {
    const answer = await app.postXml('/ai/sessions', `<NewAISession xmlns="${NAMESPACE}"/>`);
    expect(
      withoutAddedMembers(answer.text).endsWith(
        '<AccountId i:nil="true" /><AccountName i:nil="true" /><Purpose i:nil="true" /></AISessionInfo>',
      ),
    ).toBe(true);
  });

  it('answers the sample request of ServiceStack’s page', async () => {
    const body =
      `<NewAISession xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="${NAMESPACE}">\n` +
      `<AccountId>${app.accountId(ACME)}</AccountId>\n<Purpose>String</Purpose>\n</NewAISession>`;
    const request =
      `POST /ai/sessions HTTP/1.1 \nHost: evovoice.io \nAccept: application/xml\nContent-Type: application/xml\n` +
      `Authorization: ${app.authorization}\nConnection: close\nContent-Length: ${Buffer.byteLength(body)}\n\n`;
    const answer = await rawHttp(app.url, request.replaceAll(' \n', '\n').replaceAll('\n', '\r\n') + body);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\ncontent-type: application\/xml\r\n/i);
    expect(answer).toContain(`<AccountId>${app.accountId(ACME)}</AccountId>`);
    expect(answer).toContain('<AccountName>Acme &amp; Sons &lt;Ltd&gt;</AccountName><Purpose>String</Purpose>');
  });

  it.each([
    ['a suffix', '/ai/sessions.xml', { accept: 'application/json' }, 'application/xml'],
    ['a suffix over ?format=', '/ai/sessions.json?format=xml', {}, 'application/json; charset=utf-8'],
    ['?format= over Accept', '/ai/sessions?format=XML', { accept: 'application/json' }, 'application/xml'],
    ['Accept', '/ai/sessions', { accept: 'application/json;q=0.5, text/xml' }, 'text/xml'],
    [
      'the body’s own format where anything will do',
      '/ai/sessions',
      { accept: '*/*' },
      'application/json; charset=utf-8',
    ],
  ])('answers in the format chosen by %s', async (_, path, headers, contentType) => {
    const answer = await app.postJson(path, { purpose: 'p' }, headers);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, contentType]);
  });

  it('answers XML with XML when any format is accepted', async () => {
    const answer = await app.postXml('/ai/sessions', `<NewAISession xmlns="${NAMESPACE}"/>`, { accept: '*/*' });
    expect(answer.headers.get('content-type')).toBe('application/xml');
  });

  it.each([
    ['JSON in PascalCase', 'application/json', '{"AccountId":null,"PURPOSE":"p","unknown":{"deep":[1]}}'],
    ['JSON with a BOM', 'text/json', '\uFEFF{"purpose":"p"}'],
    [
      'XML with a prefix',
      'text/xml',
      `<x:NewAISession xmlns:x="${NAMESPACE}"><x:Purpose>p</x:Purpose></x:NewAISession>`,
    ],
    [
      'XML out of order',
      'application/xml',
      `<NewAISession xmlns="${NAMESPACE}"><Purpose>p</Purpose><AccountId i:nil="1" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/></NewAISession>`,
    ],
    [
      'XML with a comment and CDATA',
      'application/xml; charset=UTF-8',
      `<?xml version="1.0"?><NewAISession xmlns="${NAMESPACE}"><!-- c --><Other a="b"/><Purpose><![CDATA[p]]></Purpose></NewAISession>`,
    ],
    ['a form', 'application/x-www-form-urlencoded', 'Purpose=p&other=1'],
  ])('reads %s', async (_, contentType, body) => {
    const headers = { 'content-type': contentType, accept: 'application/json' };
    const answer = await app.call('POST', '/ai/sessions', { body, headers });
    expect([answer.status, answer.json.purpose]).toEqual([200, 'p']);
  });

  it('keeps white space, line ends and characters beyond the BMP of XML', async () => {
    const xml = `<NewAISession xmlns="${NAMESPACE}"><Purpose> a\r\nb&#xD;\n\t😀 </Purpose></NewAISession>`;
    const answer = await app.postXml('/ai/sessions', xml, { accept: 'application/json' });
    expect(answer.json.purpose).toBe(' a\nb\r\n\t😀 ');
    const again = await app.postJson('/ai/sessions.xml', { purpose: ' a\nb\r\n\t😀 ' });
    expect(again.text).toContain('<Purpose> a\nb&#xD;\n\t😀 </Purpose>');
  });

  it('accepts an empty body as an empty request', async () => {
    const none = await app.call('POST', '/ai/sessions');
    const empty = await app.postJson('/ai/sessions', '');
    expect([none.status, empty.status]).toEqual([200, 200]);
  });

  it('returns the current name of a renamed account', async () => {
    await app.rename(ACME, 'Acme plc');
    const answer = await app.postJson('/ai/sessions', { accountId: app.accountId(ACME) });
    expect(answer.json.accountName).toBe('Acme plc');
  });

  it('accepts 4,000 code points of purpose in every encoding', async () => {
    const answer = await app.postJson('/ai/sessions', { purpose: '😀'.repeat(4000) });
    expect([answer.status, [...String(answer.json.purpose)].length]).toEqual([200, 4000]);
  });

  it('keeps a valid request id, and replaces an invalid one', async () => {
    const kept = await app.postJson('/ai/sessions', {}, { 'x-request-id': 'call-17' });
    const made = await app.postJson('/ai/sessions', {}, { 'x-request-id': 'a b<c>' });
    expect(kept.headers.get('x-request-id')).toBe('call-17');
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
