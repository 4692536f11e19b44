import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { Role } from '../../src/auth/principal.js';
import { account, type Answer, startApp, type TestApp } from '../support/app.js';

describe('while another replica deletes an account, its new sessions', () => {
  let app: TestApp;
  let other: QueryRunner;
  beforeAll(async () => {
    app = await startApp().with(account('Kept'), account('Deleted'), account('Spared')).as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    other = app.nest.get(DataSource).createQueryRunner();
  });
  afterEach(() => other.release());

  const create = (name: string): Promise<Answer> => app.postJson('/ai/sessions', { accountId: app.accountId(name) });
  const deleting = async (name: string): Promise<void> => {
    await other.startTransaction();
    await other.query('DELETE FROM accounts WHERE id = $1', [app.accountId(name)]);
  };

  it('wait without delaying others, and are rejected when it is deleted', async () => {
    await deleting('Deleted');
    let isAnswered = false;
    const waiting = create('Deleted').finally(() => (isAnswered = true));
    const neighbours = await Promise.all(Array.from({ length: 20 }, () => create('Kept')));
    expect(neighbours.map(({ status }) => status)).toEqual(neighbours.map(() => 200));
    await sleep(100);
    expect(isAnswered).toBe(false);
    await other.commitTransaction();
    const answer = await waiting;
    expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([400, 'NotFound']);
  });

  it('are stored if the deletion is rolled back', async () => {
    await deleting('Spared');
    const waiting = create('Spared');
    await sleep(100);
    await other.rollbackTransaction();
    expect(await waiting).toMatchObject({ status: 200, json: { accountName: 'Spared' } });
  });
});
