import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeIf } from '../support/describe-if.js';
import { PostgresProcess } from '../support/postgres-process.js';
import { onServer } from '../support/postgres-server.mjs';
import { ServiceProcess, temporaryFolder } from '../support/service-process.js';

const describePostgres = describeIf(
  PostgresProcess.isInstalled,
  'PostgreSQL by TLS. It needs initdb and pg_ctl: install a PostgreSQL server.',
);

describePostgres('PostgreSQL by TLS', () => {
  let server: PostgresProcess;
  beforeAll(async () => {
    server = await PostgresProcess.create();
    await server.makeCertificate();
    await server.start();
  });
  afterAll(() => server.kill());

  const start = (settings: Record<string, string>): Promise<ServiceProcess> => {
    const DATABASE_URL = server.url.replace('127.0.0.1', 'localhost');
    const env = { DATABASE_URL, DATABASE_START_TIMEOUT: '0', LOG_LEVEL: 'fatal', ...settings };
    return ServiceProcess.start(env, temporaryFolder());
  };
  const encrypted = async (): Promise<boolean[]> => {
    const { rows } = await onServer(server.url, (client) =>
      client.query<{ ssl: boolean }>(
        'SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid <> pg_backend_pid() AND datname IS NOT NULL',
      ),
    );
    return [...new Set(rows.map(({ ssl }) => ssl))];
  };

  it.each([
    ['off', false],
    ['require', true],
    ['verify', true],
  ])('is used as DATABASE_SSL says: %s', async (DATABASE_SSL, isEncrypted) => {
    const service = await start({ DATABASE_SSL, DATABASE_SSL_CA: server.certificate });
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    expect(await encrypted()).toEqual([isEncrypted]);
    await service.end('SIGTERM');
  });

  it('is not trusted where nobody vouches for the server', async () => {
    const service = await start({ DATABASE_SSL: 'verify' });
    expect(service.url).toBe('');
    expect(service.output()).toMatch(
      /^The database that DATABASE_URL names cannot be opened: self-signed certificate\n$/,
    );
  });

  it('is not trusted under another name than the certificate has', async () => {
    const settings = { DATABASE_SSL: 'verify', DATABASE_SSL_CA: server.certificate };
    const service = await start({ ...settings, DATABASE_URL: server.url });
    expect(service.url).toBe('');
    expect(service.output()).toContain("does not match certificate's altnames");
  });
});
