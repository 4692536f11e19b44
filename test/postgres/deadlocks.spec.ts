import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { Role } from '../../src/auth/principal.js';
import { ActionClient, sessionOf } from '../support/action-client.js';
import { account, startApp, type TestApp } from '../support/app.js';
import { JSON_TYPE } from '../support/request-bodies.js';
import { untilWaiting } from '../support/waiting-transactions.js';

const POLL_MS = 10;

describe('when a transaction and that of another replica wait for each other, and PostgreSQL ends the first,', () => {
  let app: TestApp;
  let client: ActionClient;
  let other: QueryRunner;
  let gate: QueryRunner;
  beforeAll(async () => {
    app = await startApp().with(account('First'), account('Gate'), account('Second')).as(Role.SystemAdministrator);
    client = new ActionClient((...args) => app.call(...args));
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    [other, gate] = [app.nest.get(DataSource).createQueryRunner(), app.nest.get(DataSource).createQueryRunner()];
    await other.startTransaction();
    await gate.startTransaction();
    await other.query(`SET LOCAL deadlock_timeout = '1h'`); // so that PostgreSQL never ends this one
    await lock(other, 'Second');
    await lock(gate, 'Gate');
  });
  afterEach(async () => {
    await other.release();
    await gate.release();
  });

  const lock = (runner: QueryRunner, name: string): Promise<unknown> =>
    runner.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [app.accountId(name)]);

  const patches = (purpose: string): { accountId: string; name: string }[] =>
    ['First', 'Gate', 'Second'].map((name) => ({ accountId: app.accountId(name), name: `${name} ${purpose}` }));

  /** Makes the service, which changes First, Gate and Second in one transaction, and the other wait for each other. */
  const deadlock = async (): Promise<void> => {
    await untilWaiting(app, 1);
    const locked = lock(other, 'First');
    await untilWaiting(app, 2);
    await gate.commitTransaction();
    await locked;
  };

  it('a batch of changes is executed again', async () => {
    const headers = { authorization: app.authorization, 'content-type': JSON_TYPE };
    const body = JSON.stringify(patches('in a batch'));
    const batch = fetch(`${app.url}/api/PatchAccount[]`, { method: 'POST', headers, body }); // openapi.json has no batches
    await deadlock();
    await other.commitTransaction();
    expect((await batch).status).toBe(200);
  });

  it('an apply goes on with one action in each transaction', async () => {
    const sessionId = await client.newSession();
    for (const patch of patches('by an apply')) await client.stage(sessionId, 'PatchAccount', patch);
    const applying = client.apply(sessionId);
    await other.query('SAVEPOINT before');
    await deadlock();
    await other.query('ROLLBACK TO SAVEPOINT before');
    while ((await client.kept(sessionId))[0]?.status !== 'Applied') await sleep(POLL_MS);
    await other.commitTransaction();
    const { actions, log } = sessionOf(await applying);
    expect([actions, log]).toEqual([undefined, expect.stringMatching(/Every action was applied\.$/)]);
  });
});
