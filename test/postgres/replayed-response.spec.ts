import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../../src/auth/principal.js';
import { Database } from '../../src/database/engine/database.js';
import { startApp, type TestApp } from '../support/app.js';

describe('a retry', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  const lastWriter = async (): Promise<unknown> =>
    app.nest.get(Database).read.query('SELECT max(xmin::text::bigint) FROM idempotency_keys');

  it('writes before it repeats a response, so that its commit waits for the standby as the first one did', async () => {
    const post = () => app.postJson('/ai/sessions', { purpose: 'p' }, { 'idempotency-key': '"replayed"' });
    const first = await post();
    const writer = await lastWriter();
    expect((await post()).json).toEqual(first.json);
    expect(await lastWriter()).not.toEqual(writer);
  });
});
