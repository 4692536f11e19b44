import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { account, startApp, type TestApp } from './support/app.js';
import { FORM_TYPE, JSON_TYPE, xmlNamespace, XML_TYPE } from './support/request-bodies.js';
import { newAccountId } from './support/resources.js';
import { usageXml } from './support/usage-client.js';

const NAMESPACE = xmlNamespace('Voice.Api.AI');
const ROOT = `xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="${NAMESPACE}"`;
const HEAD = '<?xml version="1.0" encoding="utf-8"?>';

/** None, and one that makes a GET of a POST. */
const OVERRIDES: readonly Record<string, string>[] = [{}, { 'x-http-method-override': 'GET' }];

let app: TestApp;
/** With 61 s of a customer in November 2026, and 60 s without one in December. */
let accountId: string;
beforeAll(async () => {
  app = await startApp().with(account('Acme')).as(Role.SystemAdministrator);
  accountId = app.accountId('Acme');
  await app.postJson('/ai/usage/records', { accountId, customerId: 'c', seconds: 61, startDate: '2026-11-22' });
  await app.postJson('/ai/usage/records', { accountId, seconds: 60, startDate: '2026-12-01' });
});
afterAll(() => app.stop());

describe('the usage', () => {
  const accountUsage = (aiMinutes: number) => [{ accountId, aiMinutes }];
  const all = () => ({ accountUsage: accountUsage(3), customerUsage: [{ accountId, customerId: 'c', aiMinutes: 2 }] });
  const december = () => ({ accountUsage: accountUsage(1), customerUsage: [] });

  it('is written in XML as .NET writes it, AIMinutes before AccountId', async () => {
    const { headers, text } = await app.call('GET', `/ai/usage.xml?accountId=${accountId}`);
    expect(headers.get('content-type')).toBe('application/xml');
    expect(text).toBe(
      `${HEAD}<AIUsage ${ROOT}>` +
        `<AccountUsage><AIAccountUsage><AIMinutes>3</AIMinutes><AccountId>${accountId}</AccountId></AIAccountUsage></AccountUsage>` +
        `<CustomerUsage><AICustomerUsage><AIMinutes>2</AIMinutes><AccountId>${accountId}</AccountId>` +
        `<CustomerId>c</CustomerId></AICustomerUsage></CustomerUsage></AIUsage>`,
    );
    expect((await app.call('GET', '/ai/usage.xml?accountId=nobody')).text).toBe(
      `${HEAD}<AIUsage ${ROOT}><AccountUsage /><CustomerUsage /></AIUsage>`,
    );
  });

  it('is written in JSON with aiMinutes, and empty lists stay', async () => {
    const { headers, text } = await app.call('GET', `/ai/usage?accountId=${accountId}&startDate=2026-12-01`);
    expect(text).toBe(`{"accountUsage":[{"accountId":"${accountId}","aiMinutes":1}],"customerUsage":[]}`);
    expect([headers.get('vary'), headers.get('cache-control')]).toEqual(['Accept', 'private, no-cache']);
  });

  it('is one row with lists in JSON in CSV, and one line in JSON Lines', async () => {
    const csv = await app.call('GET', `/ai/usage.csv?accountId=${accountId}&startDate=2026-12-01`);
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="GetAIUsage.csv"');
    expect(csv.text).toBe(`AccountUsage,CustomerUsage\r\n"[{""accountId"":""${accountId}"",""aiMinutes"":1}]",[]\r\n`);
    const lines = await app.call('GET', `/ai/usage.jsonl?accountId=${accountId}`);
    expect(lines.text).toBe(`${JSON.stringify(all())}\n`);
  });

  it('is got by HEAD without a body', async () => {
    const { status, headers, text } = await app.call('HEAD', `/ai/usage?accountId=${accountId}`);
    expect([status, headers.get('content-type'), text]).toEqual([200, 'application/json; charset=utf-8', '']);
  });

  it.each<[string, string, () => string]>([
    ['JSON', JSON_TYPE, () => JSON.stringify({ accountId, startDate: '2026-12-01' })],
    ['JSON with PascalCase names', JSON_TYPE, () => JSON.stringify({ AccountId: accountId, StartDate: '2026-12-01' })],
    ['XML', XML_TYPE, () => usageXml('GetAIUsage', { StartDate: '2026-12-01T01:00:00+01:00', AccountId: accountId })],
    ['a form', FORM_TYPE, () => `AccountId=${accountId}&StartDate=2026-12-01T01%3A00%3A00%2B01%3A00`],
  ])(
    'is selected by the members of a POST in %s, of a GET with a body, and by method override',
    async (_, type, body) => {
      const headers = { 'content-type': type, accept: 'application/json' };
      for (const extra of OVERRIDES) {
        const answer = await app.call('POST', '/ai/usage', { headers: { ...headers, ...extra }, body: body() });
        expect([answer.status, answer.json]).toEqual([200, december()]);
      }
      for (const path of ['/api/GetAIUsage', '/json/reply/GetAIUsage']) {
        expect((await app.call('POST', path, { headers, body: body() })).json).toEqual(december());
      }
    },
  );

  it('is selected by the query of a POST too, and nothing that was sent is dropped', async () => {
    const path = `/ai/usage?accountId=${accountId}`;
    expect((await app.call('POST', path)).json).toEqual(all());
    expect((await app.postJson(path, { startDate: '2026-12-01' })).json).toEqual(december());
    const { status, json } = await app.postJson(path, { accountId: 'another' });
    expect([status, json.responseStatus.errors]).toMatchObject([
      400,
      [{ errorCode: 'Mismatch', fieldName: 'AccountId' }],
    ]);
  });

  it.each(['/ai/usage', '/AI/Usage/', '/api/GetAIUsage', '/json/reply/getaiusage'])('is at %s', async (path) => {
    const answer = await app.call('GET', `${path}?AccountId=${accountId}&endDate=2027-01-01`);
    expect([answer.status, answer.json]).toEqual([200, all()]);
  });

  it('is not changed or deleted', async () => {
    for (const method of ['PATCH', 'PUT', 'DELETE']) {
      const { status, headers } = await app.call(method, '/ai/usage');
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    }
    expect((await app.call('GET', '/ai/usage/records')).headers.get('allow')).toBe('POST');
  });
});

describe('a usage record', () => {
  it.each<[string, string, (id: string) => string]>([
    [
      'XML',
      XML_TYPE,
      (id) => usageXml('NewAIUsageRecord', { Seconds: 90, AccountId: id, StartDate: '2026-11-22', CustomerId: 'c' }),
    ],
    ['a form', FORM_TYPE, (id) => `AccountId=${id}&CustomerId=c&Seconds=90&StartDate=2026-11-22`],
    [
      'JSON',
      JSON_TYPE,
      (id) => JSON.stringify({ ACCOUNTID: id, CustomerId: 'c', seconds: 90, startDate: '2026-11-22' }),
    ],
  ])('is read in %s and written in each format', async (_, type, body) => {
    const id = await newAccountId(app);
    const headers = { 'content-type': type };
    const stored = await app.call('POST', '/ai/usage/records.json', { headers, body: body(id) });
    const { json } = stored;
    const own = { accountId: id, customerId: 'c', startDate: '2026-11-22T00:00:00.000Z', seconds: 90 };
    expect([stored.status, Object.keys(json)]).toEqual([
      200,
      [...Object.keys(own), 'id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy'],
    ]);
    expect(json).toMatchObject(own);
    const xml = await app.call('POST', '/ai/usage/records.xml', { headers, body: body(id) });
    const base = `xmlns="${xmlNamespace('Voice.Api')}"`;
    expect(
      xml.text.replace(/(<Date\w+ [^>]*>)20\d\d-\d\d-\d\dT[\d:.]+Z/g, '$1DATE').replace(/(<Id [^>]*>)[^<]+/, '$1ID'),
    ).toBe(
      `${HEAD}<AIUsageRecordInfo ${ROOT}><CreatedBy ${base}>admin</CreatedBy><DateCreated ${base}>DATE</DateCreated>` +
        `<DateLastModified ${base}>DATE</DateLastModified><Id ${base}>ID</Id><LastModifiedBy ${base}>admin</LastModifiedBy>` +
        `<AccountId>${id}</AccountId><CustomerId>c</CustomerId><Seconds>90</Seconds><SessionId i:nil="true" />` +
        `<StartDate>2026-11-22T00:00:00.000Z</StartDate></AIUsageRecordInfo>`,
    );
    const csv = await app.call('POST', '/ai/usage/records.csv', { headers, body: body(id) });
    expect(csv.text.split('\r\n')[0]).toBe(
      'AccountId,CustomerId,SessionId,StartDate,Seconds,Id,DateCreated,DateLastModified,CreatedBy,LastModifiedBy',
    );
    expect(csv.text).toContain(`\r\n${id},c,,2026-11-22T00:00:00.000Z,90,`);
    const line = await app.call('POST', '/ai/usage/records.jsonl', { headers, body: body(id) });
    expect(JSON.parse(line.text)).toMatchObject(own);
    expect((await app.call('GET', `/ai/usage?accountId=${id}`)).json.accountUsage).toEqual([
      { accountId: id, aiMinutes: 6 },
    ]);
  });
});
