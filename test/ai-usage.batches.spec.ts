import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { Role } from '../src/auth/principal.js';
import { PASSWORD, startApp, type TestApp } from './support/app.js';
import { JSON_TYPE, xmlNamespace, XML_TYPE } from './support/request-bodies.js';
import { freshText, newAccountId } from './support/resources.js';
import { serviceStackRequest } from './support/servicestack-request.js';
import { UsageClient, usageXml } from './support/usage-client.js';

const NAMESPACE = xmlNamespace('Voice.Api.AI');
const ROOT = `xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="${NAMESPACE}"`;
const HEAD = '<?xml version="1.0" encoding="utf-8"?>';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const usage = new UsageClient(() => app);

/** Batches are no operations of openapi.json, so this does not look there. */
async function postBatch(path: string, body: string, headers: Record<string, string> = {}) {
  const sent = { authorization: app.authorization, 'content-type': JSON_TYPE, ...headers };
  const response = await fetch(app.url + path, { method: 'POST', body, headers: sent });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('a batch of usage records', () => {
  it('of a thousand is stored in order, once for its Idempotency-Key', async () => {
    const id = await newAccountId(app);
    const headers = { 'idempotency-key': freshText('batch').replaceAll(' ', '-') };
    const body = JSON.stringify(Array.from({ length: 1_000 }, (_, index) => ({ accountId: id, seconds: index % 2 })));
    const first = await postBatch('/api/NewAIUsageRecord[]', body, headers);
    expect([first.status, first.headers.get('x-autobatch-completed')]).toEqual([200, '1000']);
    const records = JSON.parse(first.text) as { id: string; seconds: number }[];
    expect(records.map(({ seconds }) => seconds)).toEqual(records.map((_, index) => index % 2));
    expect(records.map((each) => each.id)).toEqual(records.map((each) => each.id).toSorted());
    expect((await postBatch('/api/NewAIUsageRecord[]', body, headers)).text).toBe(first.text);
    expect(await usage.minutesOf(id)).toBe(9);
  });

  it.each([
    ['an unknown account', { accountId: 'nobody', seconds: 1 }, 'NotFound', '[1].AccountId'],
    ['an unknown session', { accountId: '', sessionId: 'nothing', seconds: 1 }, 'NotFound', '[1].SessionId'],
    ['an invalid date', { accountId: '', seconds: 1, startDate: 'now' }, 'InvalidFormat', '[1].StartDate'],
  ])('with %s in one of them stores none', async (_, wrong, errorCode, fieldName) => {
    const id = await newAccountId(app);
    const body = JSON.stringify([
      { accountId: id, seconds: 60 },
      { ...wrong, accountId: wrong.accountId || id },
    ]);
    const { status, text } = await postBatch('/json/reply/NewAIUsageRecord[]', body);
    expect([status, JSON.parse(text)]).toMatchObject([400, { responseStatus: { errors: [{ errorCode, fieldName }] } }]);
    expect(await usage.minutesOf(id)).toBeUndefined();
  });

  it('is read and answered in XML, one way too, and may be empty', async () => {
    const id = await newAccountId(app);
    const item = usageXml('NewAIUsageRecord', { AccountId: id, Seconds: 60 });
    const body = `<ArrayOfNewAIUsageRecord xmlns="${NAMESPACE}">${item}${item}</ArrayOfNewAIUsageRecord>`;
    const { text } = await postBatch('/xml/reply/NewAIUsageRecord[]', body, { 'content-type': XML_TYPE });
    expect(text).toContain(`${HEAD}<ArrayOfAIUsageRecordInfo ${ROOT}><AIUsageRecordInfo>`);
    expect((await postBatch('/xml/oneway/NewAIUsageRecord[]', body, { 'content-type': XML_TYPE })).status).toBe(204);
    expect((await postBatch('/api/NewAIUsageRecord[]', '[]')).text).toBe('[]');
    expect(await usage.minutesOf(id)).toBe(4);
  });
});

describe('ServiceStack’s TypeScript client', () => {
  it('records usage, gets it, and does both in batches', async () => {
    const id = await newAccountId(app);
    const client = new JsonServiceClient(app.url);
    client.setCredentials('admin', PASSWORD);
    const record = () =>
      serviceStackRequest('NewAIUsageRecord', 'POST', { accountId: id, customerId: 'c', seconds: 61 });
    expect(await client.send(record())).toMatchObject({ accountId: id, seconds: 61 });
    expect(await client.sendAll([record(), record()])).toMatchObject([{ seconds: 61 }, { seconds: 61 }]);
    const get = (method: string) =>
      serviceStackRequest('GetAIUsage', method, { accountId: id, startDate: '2026-01-01' });
    const sums = {
      accountUsage: [{ accountId: id, aiMinutes: 4 }],
      customerUsage: [{ accountId: id, customerId: 'c', aiMinutes: 4 }],
    };
    expect(await client.send(get('GET'))).toEqual(sums);
    expect(await client.send(get('POST'))).toEqual(sums);
    expect(await client.sendAll([get('POST'), get('POST')])).toEqual([sums, sums]);
  });
});
