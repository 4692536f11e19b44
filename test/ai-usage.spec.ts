import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AIUsageService } from '../src/ai/usage/ai-usage.service.js';
import { usageStatement } from '../src/ai/usage/usage-queries.js';
import { Role } from '../src/auth/principal.js';
import { MAX_INT } from '../src/common/limits.js';
import { Database } from '../src/database/engine/database.js';
import { PASSWORD, basic, startApp, type TestApp, user } from './support/app.js';
import { freshText, newAccountId } from './support/resources.js';
import { testDialect } from './support/test-database.js';
import { UsageClient } from './support/usage-client.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp()
    .with(user('clerk', PASSWORD, 'Clerk'))
    .as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const usage = new UsageClient(() => app);
const { record } = usage;

describe('the usage', () => {
  it.each([
    [[0], 0],
    [[1], 1],
    [[59], 1],
    [[60], 1],
    [[61], 2],
    [[30, 30], 1],
    [[30, 31], 2],
    [[59, 59, 59], 3],
    [[2_147_483_647], 35_791_395],
  ])('of records of %j s is %i minutes: the sum is rounded up, not each record', async (seconds, minutes) => {
    const accountId = await newAccountId(app);
    await usage.recordAll(...seconds.map((each) => ({ accountId, customerId: 'one', seconds: each })));
    expect(await usage.usageOf({ accountId })).toEqual({
      accountUsage: [{ accountId, aiMinutes: minutes }],
      customerUsage: [{ accountId, customerId: 'one', aiMinutes: minutes }],
    });
  });

  it('is rounded up for each customer and for the account, whose records without a customer count too', async () => {
    const accountId = await newAccountId(app);
    await usage.recordAll(
      { accountId, customerId: 'b', seconds: 1 },
      { accountId, customerId: 'a', seconds: 30 },
      { accountId, customerId: 'a', seconds: 10 },
      { accountId, seconds: 1 },
    );
    const customer = (customerId: string, aiMinutes: number) => ({ accountId, customerId, aiMinutes });
    expect(await usage.usageOf({ accountId })).toEqual({
      accountUsage: [{ accountId, aiMinutes: 1 }],
      customerUsage: [customer('a', 1), customer('b', 1)],
    });
  });

  it('of a customer has its records alone, in the sum of each account too', async () => {
    const [one, other] = [await newAccountId(app), await newAccountId(app)];
    const customerId = freshText('customer');
    await usage.recordAll(
      { accountId: one, customerId, seconds: 60 },
      { accountId: one, customerId: 'another', seconds: 600 },
      { accountId: one, seconds: 600 },
      { accountId: other, customerId, seconds: 120 },
    );
    const sums = await usage.usageOf({ customerId });
    expect(sums.accountUsage).toEqual([
      { accountId: one, aiMinutes: 1 },
      { accountId: other, aiMinutes: 2 },
    ]);
    expect(sums.customerUsage).toEqual([
      { accountId: one, customerId, aiMinutes: 1 },
      { accountId: other, customerId, aiMinutes: 2 },
    ]);
    expect(await usage.usageOf({ accountId: other, customerId })).toMatchObject({ accountUsage: [{ aiMinutes: 2 }] });
  });

  it('does not include sub-accounts', async () => {
    const parentAccountId = await newAccountId(app);
    const child = await app.postJson('/accounts', { name: freshText('child'), parentAccountId });
    await usage.recordAll({ accountId: child.json.id, seconds: 60 });
    expect(await usage.usageOf({ accountId: parentAccountId })).toEqual({ accountUsage: [], customerUsage: [] });
  });

  it.each([
    [{}, 7],
    [{ startDate: '2026-11-01' }, 6],
    [{ startDate: '2026-11-01T00:00:00.001Z' }, 4],
    [{ endDate: '2026-11-01' }, 1],
    [{ endDate: '2026-12-01' }, 3],
    [{ endDate: '2026-12-01T00:00:00.001Z' }, 7],
    [{ startDate: '2026-11-01', endDate: '2026-12-01' }, 2],
    [{ startDate: '2026-11-01T01:00:00+01:00', endDate: '2026-11-30T19:00:00-05:00' }, 2],
    [{ startDate: '2026-11-01T01:00:00+00:59', endDate: '2026-12-01' }, 0],
    [{ startDate: '2026-12-01', endDate: '2026-11-01' }, undefined],
    [{ startDate: '2026-11-01', endDate: '2026-11-01' }, undefined],
  ])('in %j has records from the start on, and before the end', async (dates, minutes) => {
    const accountId = await newAccountId(app);
    const at = (startDate: string, share: number) => ({ accountId, startDate, seconds: share * 60 });
    await usage.recordAll(
      at('2026-10-31T23:59:59.999Z', 1),
      at('2026-11-01', 2),
      at('2026-12-01T00:00:00Z', 4),
      at('2026-11-01T00:30:00Z', 0),
    );
    // A record of 0 s is listed too, so that the borders can be told from an empty range.
    expect(await usage.minutesOf(accountId, dates)).toBe(minutes);
  });

  it.each([
    [59, Math.ceil((59 * MAX_INT) / 60)],
    [61, MAX_INT],
  ])('of %i records of the largest int of seconds is %i minutes: at most the largest int', async (count, minutes) => {
    const accountId = await newAccountId(app);
    const batch = Array.from({ length: count }, () => ({ accountId, customerId: 'one', seconds: MAX_INT }));
    await app.nest.get(AIUsageService).recordAll(batch, { userName: 'admin', roles: [], via: 'test' });
    expect(await usage.usageOf({ accountId })).toEqual({
      accountUsage: [{ accountId, aiMinutes: minutes }],
      customerUsage: [{ accountId, customerId: 'one', aiMinutes: minutes }],
    });
  });

  it('is sorted by the code points of account ids, then of customer ids', async () => {
    const accountIds = await Promise.all([newAccountId(app), newAccountId(app)]);
    const customerIds = ['Z', 'a', 'b-1', 'b1', 'z', 'Ä', 'ä', '中', '\u{1F600}'];
    const shuffled = customerIds
      .toReversed()
      .flatMap((customerId) => accountIds.map((accountId) => ({ accountId, customerId })));
    const customers = await Promise.all(
      shuffled.map((each) => record({ ...each, seconds: 1, startDate: '1999-01-01' })),
    );
    expect(customers.map(({ status }) => status)).toEqual(customers.map(() => 200));
    const sums = await usage.usageOf({ startDate: '1999-01-01', endDate: '1999-01-02' });
    const sorted = accountIds.toSorted();
    expect(sums.accountUsage).toEqual(sorted.map((accountId) => ({ accountId, aiMinutes: 1 })));
    expect(sums.customerUsage).toEqual(
      sorted.flatMap((accountId) => customerIds.map((customerId) => ({ accountId, customerId, aiMinutes: 1 }))),
    );
  });

  it.each(['accountId=', 'customerId=', 'accountId=nobody', 'customerId=nobody'])('of ?%s is empty', async (query) => {
    expect((await app.call('GET', `/ai/usage?${query}`)).json).toEqual({ accountUsage: [], customerUsage: [] });
  });

  it.each([
    ['startDate=yesterday', 'InvalidFormat', 'StartDate'],
    ['startDate=', 'InvalidFormat', 'StartDate'],
    ['endDate=2026-11-22T06:07:08+01:00', 'InvalidFormat', 'EndDate'], // a + that is not %2B is a space
    [`accountId=${'x'.repeat(65)}`, 'MaximumLength', 'AccountId'],
    ['accountId=a&accountId=b', 'Duplicate', 'AccountId'],
  ])('of ?%s is 400', async (query, errorCode, fieldName) => {
    const { status, json } = await app.call('GET', `/ai/usage?${query}`);
    expect([status, json.responseStatus.errors]).toMatchObject([400, [{ errorCode, fieldName }]]);
  });

  it('and its records need the role', async () => {
    for (const [authorization, status] of [
      ['', 401],
      [basic('clerk', PASSWORD), 403],
    ] as const) {
      const headers = { authorization };
      expect((await app.call('GET', '/ai/usage', { headers })).status).toBe(status);
      expect((await app.call('POST', '/ai/usage', { headers })).status).toBe(status);
      expect((await record('{', headers)).status).toBe(status);
    }
  });

  it('of an account and a range of dates is read from one range of the index alone', async () => {
    const database = app.nest.get(Database);
    const request = { accountId: 'a', startDate: '2026-11-01', endDate: '2026-12-01' };
    const [text, parameters] = usageStatement(database.dialect, request).toQuery();
    const plan = await database.write(async (manager) => {
      // PostgreSQL would read a small table as a whole.
      if (testDialect === 'postgres') await manager.query('SET LOCAL enable_seqscan = off');
      if (testDialect === 'postgres') await manager.query('SET LOCAL enable_bitmapscan = off');
      const explain = testDialect === 'postgres' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
      return JSON.stringify(await manager.query<object[]>(`${explain} ${text}`, parameters));
    });
    expect(plan).toContain(
      testDialect === 'postgres'
        ? 'Index Only Scan using ai_usage_records_account'
        : 'SEARCH ai_usage_records USING COVERING INDEX ai_usage_records_account (accountId=? AND startDate>? AND startDate<?)',
    );
    if (testDialect === 'postgres') expect(plan).toMatch(/Index Cond: .*accountId.*startDate.*startDate/);
  });
});
