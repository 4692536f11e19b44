import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AIUsageRecord } from '../src/ai/usage/ai-usage-record.entity.js';
import { Role } from '../src/auth/principal.js';
import { startApp, type TestApp } from './support/app.js';
import { freshText, newAccountId } from './support/resources.js';
import { UsageClient } from './support/usage-client.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const usage = new UsageClient(() => app);
const { record } = usage;

const storedFor = (accountId: string): Promise<AIUsageRecord[]> =>
  app.nest.get(DataSource).manager.find(AIUsageRecord, { where: { accountId }, order: { id: 'ASC' } });

describe('a usage record', () => {
  it('is stored with every member, and in the response', async () => {
    const accountId = await newAccountId(app);
    const sessionId = String((await app.postJson('/ai/sessions', { accountId })).json.id);
    const sent = {
      accountId,
      customerId: 'ä customer',
      sessionId,
      startDate: '2026-11-22T07:07:08+01:00',
      seconds: 90,
    };
    const { status, json, headers } = await record(sent);
    const stored = { ...sent, startDate: '2026-11-22T06:07:08.000Z' };
    expect([status, json]).toEqual([200, expect.objectContaining({ ...stored, createdBy: 'admin' })]);
    expect(headers.get('etag')).toMatch(/^"1-/);
    expect(await storedFor(accountId)).toEqual([json]);
  });

  it('starts when it is stored, and has no customer and no session, unless it says so', async () => {
    const accountId = await newAccountId(app);
    const { json } = await record({ accountId, customerId: '', seconds: 1 });
    expect(json.startDate).toBe(json.dateCreated);
    expect(json).not.toHaveProperty('customerId');
    expect(await storedFor(accountId)).toEqual([{ ...json, customerId: null, sessionId: null }]);
  });

  it.each<[string, object, string, string]>([
    ['no account', { accountId: undefined }, 'NotEmpty', 'AccountId'],
    ['an empty account', { accountId: '' }, 'NotEmpty', 'AccountId'],
    ['an unknown account', { accountId: 'nobody' }, 'NotFound', 'AccountId'],
    ['an unknown session', { sessionId: 'nothing' }, 'NotFound', 'SessionId'],
    ['an empty session', { sessionId: '' }, 'NotFound', 'SessionId'],
    ['too long a customer', { customerId: 'x'.repeat(65) }, 'MaximumLength', 'CustomerId'],
    ['a customer that XML cannot carry', { customerId: '\u0000' }, 'InvalidCharacters', 'CustomerId'],
    ['no seconds', { seconds: undefined }, 'NotEmpty', 'Seconds'],
    ['null seconds', { seconds: null }, 'NotEmpty', 'Seconds'],
    ['negative seconds', { seconds: -1 }, 'InclusiveBetween', 'Seconds'],
    ['a part of a second', { seconds: 0.5 }, 'InvalidType', 'Seconds'],
    ['more seconds than an int has', { seconds: 2 ** 31 }, 'InvalidType', 'Seconds'],
    ['seconds as a text', { seconds: '1' }, 'InvalidType', 'Seconds'],
    ['a date-time without an offset', { startDate: '2026-11-22T06:07:08' }, 'InvalidFormat', 'StartDate'],
    ['a day that does not exist', { startDate: '2026-02-29' }, 'InvalidFormat', 'StartDate'],
    ['a number as its date', { startDate: 1_795_327_628 }, 'InvalidType', 'StartDate'],
  ])('with %s is 400, and nothing is stored', async (_, change, errorCode, fieldName) => {
    const accountId = await newAccountId(app);
    const { status, json } = await record({ accountId, seconds: 1, ...change });
    expect([status, json.responseStatus.errors]).toMatchObject([400, [{ errorCode, fieldName }]]);
    expect(await storedFor(accountId)).toEqual([]);
  });

  it('with an unknown account and an unknown session has an error for each', async () => {
    const { json } = await record({ accountId: 'nobody', sessionId: 'nothing', seconds: 1 });
    expect(json.responseStatus.errors.map(({ fieldName }) => fieldName)).toEqual(['AccountId', 'SessionId']);
  });

  it('counts once for its Idempotency-Key', async () => {
    const accountId = await newAccountId(app);
    const key = { 'idempotency-key': freshText('usage').replaceAll(' ', '-') };
    const answers = await Promise.all(Array.from({ length: 10 }, () => record({ accountId, seconds: 60 }, key)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await record({ accountId, seconds: 60, customerId: null }, key)).text).toBe(answers[0]?.text);
    expect((await record({ accountId, seconds: 61 }, key)).status).toBe(422);
    expect((await record({ accountId, seconds: 60, startDate: '2026-11-22' }, key)).status).toBe(422);
    expect([(await storedFor(accountId)).length, await usage.minutesOf(accountId)]).toEqual([1, 1]);
  });

  it('does not use up its key when it fails, and fails alone among records that arrive together', async () => {
    const accountId = await newAccountId(app);
    const key = (index: number) => ({ 'idempotency-key': `${accountId}-${index}` });
    const send = (failing: string) =>
      Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          record({ accountId: index % 3 === 0 ? failing : accountId, seconds: 60 }, index % 2 === 0 ? key(index) : {}),
        ),
      );
    const statuses = (await send('nobody')).map(({ status }) => status);
    expect(statuses).toEqual(statuses.map((_, index) => (index % 3 === 0 ? 400 : 200)));
    expect(await usage.minutesOf(accountId)).toBe(20);
    expect((await send(accountId)).map(({ status }) => status)).toEqual(Array(30).fill(200));
    // Of the 20 that had succeeded, the ten with a key are retries.
    expect(await usage.minutesOf(accountId)).toBe(40);
  });

  it('is kept when its account and its session are deleted, which it does not prevent', async () => {
    const accountId = await newAccountId(app);
    const sessionId = String((await app.postJson('/ai/sessions', { accountId })).json.id);
    await usage.recordAll({ accountId, sessionId, seconds: 60 });
    expect((await app.call('DELETE', `/ai/sessions/${sessionId}`)).status).toBe(204);
    await usage.recordAll({ accountId, seconds: 60 });
    expect((await app.call('DELETE', `/accounts/${accountId}`)).status).toBe(204);
    expect((await record({ accountId, sessionId, seconds: 60 })).status).toBe(400);
    expect([await usage.minutesOf(accountId), (await storedFor(accountId))[0]?.sessionId]).toEqual([2, sessionId]);
  });

  it('is either stored or 400 while its account is deleted, and is counted if it was stored', async () => {
    const accountId = await newAccountId(app);
    const records = Array.from({ length: 40 }, () => record({ accountId, seconds: 60 }));
    const deleted = app.call('DELETE', `/accounts/${accountId}`);
    const later = Array.from({ length: 40 }, () => record({ accountId, seconds: 60 }));
    const statuses = (await Promise.all([...records, ...later])).map(({ status }) => status);
    expect((await deleted).status).toBe(204);
    expect(new Set([...statuses, 200, 400])).toEqual(new Set([200, 400]));
    expect((await record({ accountId, seconds: 60 })).status).toBe(400);
    expect((await usage.minutesOf(accountId)) ?? 0).toBe(statuses.filter((status) => status === 200).length);
  });
});
