import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { basic } from '../support/app.js';
import { ServiceProcess, temporaryFolder } from '../support/service-process.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';

const REPLICAS = 10;

describe('replicas that start together', () => {
  let replicas: ServiceProcess[] = [];
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.end('SIGKILL')));
    await database.drop();
  });

  it('migrate an empty database once, make one administrator and one Demo account, and all serve', async () => {
    replicas = await Promise.all(
      Array.from({ length: REPLICAS }, () =>
        ServiceProcess.start({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: '2' }, temporaryFolder()),
      ),
    );
    const generated = replicas.flatMap((replica) => /password (\S+) \(generated/.exec(replica.output())?.[1] ?? []);
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
  }, 60_000);
});
