import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Role } from '../../src/auth/principal.js';
import { account, type Answer, startApp, type TestApp } from '../support/app.js';

describe('while another replica deletes an account, its usage records', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('Deleted')).as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  it('are stored as before the deletion, without waiting for its end, and are rejected after it', async () => {
    const accountId = app.accountId('Deleted');
    const record = (): Promise<Answer> => app.postJson('/ai/usage/records', { accountId, seconds: 60 });
    const other = app.nest.get(DataSource).createQueryRunner();
    await other.startTransaction();
    await other.query('DELETE FROM accounts WHERE id = $1', [accountId]);
    expect((await record()).status).toBe(200);
    await other.commitTransaction();
    await other.release();
    const { status, json } = await record();
    expect([status, json.responseStatus.errorCode]).toEqual([400, 'NotFound']);
    expect((await app.call('GET', `/ai/usage?accountId=${accountId}`)).json.accountUsage).toEqual([
      { accountId, aiMinutes: 1 },
    ]);
  });
});
