import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { Role } from '../../src/auth/principal.js';
import { foldName } from '../../src/common/fold-name.js';
import { actionsIn, SessionWithActions } from '../support/actions.js';
import { startApp, type TestApp } from '../support/app.js';
import { freshText, newAccountId } from '../support/resources.js';
import { replayedParts } from '../support/responses.js';
import { untilWaiting } from '../support/waiting-transactions.js';

let app: TestApp;
let other: QueryRunner;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
  other = app.nest.get(DataSource).createQueryRunner();
});
afterAll(async () => {
  await other.release();
  await app.stop();
});

it('fails only the action whose name another transaction takes while several are stored', async () => {
  const session = await SessionWithActions.create(app);
  const taken = freshText('taken');
  const names = [freshText('first'), taken, freshText('last')];
  const ids = [await newAccountId(app), await newAccountId(app), await newAccountId(app)];
  const taker = await newAccountId(app);
  for (const [index, accountId] of ids.entries()) {
    await session.staged('PatchAccount', { accountId, name: names[index] });
  }
  await other.startTransaction();
  await other.query('UPDATE accounts SET name = $1, "foldedName" = $2 WHERE id = $3', [taken, foldName(taken), taker]);
  const applying = session.apply();
  await untilWaiting(app, 1);
  await other.commitTransaction();
  const failed = { status: 'Failed', error: `There is an account named '${taken}' already.` };
  expect(actionsIn(await applying)).toMatchObject([failed, { status: 'Waiting' }]);
  expect((await session.all()).map(({ status }) => status)).toEqual(['Applied', 'Failed', 'Waiting']);
  expect((await app.call('GET', `/accounts/${ids[0]}`)).json.name).toBe(names[0]);
  expect((await app.call('GET', `/accounts/${ids[2]}`)).json.name).not.toBe(names[2]);
});

it.each([
  ['with If-Match', true],
  ['without a condition', false],
])('gives a retry that comes while the last action is stored the result of the apply, %s', async (_, isConditional) => {
  const session = await SessionWithActions.create(app);
  const accountId = await newAccountId(app);
  await session.staged('PatchAccount', { accountId, name: freshText('name') });
  const condition = isConditional && { 'if-match': await session.etag() };
  const headers = { 'idempotency-key': `apply-${accountId}`, ...condition };
  const account = await locked('accounts', accountId);
  const first = session.apply(headers);
  await untilWaiting(app, 1); // the apply has begun, and stored its key
  const [{ id: keyId } = { id: '' }] = await app.nest
    .get(DataSource)
    .query<{ id: string }[]>('SELECT id FROM idempotency_keys WHERE outcome = $1', ['']);
  const key = await locked('idempotency_keys', keyId);
  await account.unlock();
  await untilWaiting(app, 1); // its last transaction stores the result
  const retry = session.apply(headers);
  await untilWaiting(app, 2);
  await key.unlock();
  expect((await first).status).toBe(200);
  expect(replayedParts(await retry)).toEqual(replayedParts(await first));
});

/** Locks a row until `unlock`. */
async function locked(table: string, id: string): Promise<{ unlock: () => Promise<void> }> {
  const runner = app.nest.get(DataSource).createQueryRunner();
  await runner.startTransaction();
  await runner.query(`SELECT 1 FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);
  return {
    unlock: async () => {
      await runner.commitTransaction();
      await runner.release();
    },
  };
}
