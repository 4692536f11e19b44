import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { PASSWORD } from '../support/app.js';
import { describeIf } from '../support/describe-if.js';
import { KeyedLoad } from '../support/keyed-load.js';
import { PgBouncerProcess } from '../support/pgbouncer-process.js';
import { ServiceProcess, temporaryFolder } from '../support/service-process.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';

const describePgBouncer = describeIf(
  PgBouncerProcess.isInstalled,
  'PgBouncer between the service and PostgreSQL. Install the package pgbouncer.',
);

describePgBouncer('by way of PgBouncer', () => {
  let database: TestDatabase;
  let bouncer: PgBouncerProcess | undefined;
  let service: ServiceProcess | undefined;
  const start = async (poolMode: 'session' | 'transaction'): Promise<ServiceProcess> => {
    bouncer = await PgBouncerProcess.start(poolMode);
    const env = { DATABASE_URL: bouncer.urlOf(database.url), ADMIN_PASSWORD: PASSWORD };
    return (service = await ServiceProcess.tryToStart(env, temporaryFolder()));
  };
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await service?.end('SIGKILL');
    await bouncer?.kill();
  });
  afterAll(() => database.drop());

  it('in session mode, the service loses nothing that was answered, also when PgBouncer is restarted', async () => {
    const { url } = await start('session');
    const load = new KeyedLoad(url);
    for (let restart = 0; restart < 3; restart++) {
      await load.progress(100);
      await bouncer?.restart();
    }
    await load.progress(100);
    await load.stop();
    expect(load.wrong).toEqual([]);
    expect(load.missing(await database.query('SELECT id, purpose FROM ai_sessions'))).toEqual([]);
  });

  it('in transaction mode without prepared statements, the start is refused with one line', async () => {
    const refused = await start('transaction');
    expect(refused.output()).toMatch(/^DATABASE_URL names a connection pooler that loses prepared statements: .+\n$/);
    expect(await refused.end('SIGKILL')).toBe(1);
  });
});
