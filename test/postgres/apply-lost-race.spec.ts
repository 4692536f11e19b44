import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { Role } from '../../src/auth/principal.js';
import { foldName } from '../../src/common/fold-name.js';
import { actionsIn, SessionWithActions } from '../support/actions.js';
import { startApp, type TestApp } from '../support/app.js';
import { freshText, newAccountId } from '../support/resources.js';

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

/** Waits until a transaction waits for another one. */
async function someoneWaits(): Promise<void> {
  const text =
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' ` +
    `AND query LIKE 'UPDATE accounts%'`;
  while ((await app.nest.get(DataSource).query<object[]>(text)).length === 0) await sleep(10);
}

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
  await someoneWaits();
  await other.commitTransaction();
  const failed = { status: 'Failed', error: `There is an account named '${taken}' already.` };
  expect(actionsIn(await applying)).toMatchObject([failed, { status: 'Waiting' }]);
  expect((await session.all()).map(({ status }) => status)).toEqual(['Applied', 'Failed', 'Waiting']);
  expect((await app.call('GET', `/accounts/${ids[0]}`)).json.name).toBe(names[0]);
  expect((await app.call('GET', `/accounts/${ids[2]}`)).json.name).not.toBe(names[2]);
});
