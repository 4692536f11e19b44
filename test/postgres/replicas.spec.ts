import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningService, startService } from '../../src/bootstrap/service.js';
import { readEnv } from '../../src/config/env.js';
import { basic } from '../support/app.js';
import { type TestDatabase, testDatabase } from '../support/test-database.js';

const REPLICAS = 10;

describe('replicas that start together', () => {
  let replicas: RunningService[] = [];
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(replicas.map(({ stop }) => stop()));
    await database.drop();
  });

  it('migrate an empty database once, create one administrator and one Demo account, and all serve', async () => {
    const settings = { DATABASE_URL: database.url, DATABASE_POOL_SIZE: '2', DATABASE_CONNECT_TIMEOUT: '60000' };
    const env = readEnv({ PORT: '0', LOG_LEVEL: 'fatal', ...settings });
    replicas = await Promise.all(Array.from({ length: REPLICAS }, () => startService(env)));
    const generated = replicas.flatMap(({ firstStart }) => firstStart.generatedPassword ?? []);
    expect(generated).toHaveLength(1);
    const headers = { authorization: basic('admin', generated[0] ?? ''), 'content-type': 'application/json' };
    const statuses = await Promise.all(
      replicas.map(async ({ url }) => (await fetch(`${url}/ai/sessions`, { method: 'POST', headers })).status),
    );
    expect(statuses).toEqual(Array(REPLICAS).fill(200));
    expect(await database.query('SELECT "userName" FROM users')).toEqual([{ userName: 'admin' }]);
    expect(await database.query('SELECT name FROM accounts')).toEqual([{ name: 'Demo account' }]);
    const [migrations] = await database.query<{ times: string }>(
      'SELECT max(n) AS times FROM (SELECT count(*) AS n FROM migrations GROUP BY name) AS counted',
    );
    expect(migrations?.times).toBe('1');
  });
});
