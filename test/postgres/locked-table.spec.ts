import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Role } from '../../src/auth/principal.js';
import { PASSWORD, startApp, type TestApp } from '../support/app.js';

const CALLS = 40;

describe('while the table of sessions is locked', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  it('calls that need it wait, and leave connections for signing in, accounts and health checks', async () => {
    const { json: session } = await app.postJson('/ai/sessions', {});
    const locker = app.nest.get(DataSource).createQueryRunner();
    await locker.startTransaction();
    await locker.query('LOCK TABLE ai_sessions IN ACCESS EXCLUSIVE MODE');
    const waiting = Array.from({ length: CALLS }, () => [
      app.call('GET', '/ai/sessions'),
      app.call('GET', `/ai/sessions/${String(session.id)}`),
      app.postJson('/ai/sessions', {}),
    ]).flat();

    const others = [
      await app.call('GET', '/accounts'),
      await app.postJson('/accounts', { name: 'Meanwhile' }),
      await app.postJson('/auth/credentials', { userName: 'admin', password: PASSWORD }),
      await app.call('GET', '/health/ready'),
    ];
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200]);

    await locker.commitTransaction();
    await locker.release();
    const answers = await Promise.all(waiting);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });
});
