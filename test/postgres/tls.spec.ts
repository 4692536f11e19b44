import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningService, startService } from '../../src/bootstrap/service.js';
import { readEnv } from '../../src/config/env.js';
import { describeIf } from '../support/describe-if.js';
import { PostgresProcess } from '../support/postgres-process.js';
import { onServer } from '../support/postgres-server.mjs';

const describePostgres = describeIf(
  PostgresProcess.isInstalled,
  'PostgreSQL over TLS: install a PostgreSQL server (initdb and pg_ctl).',
);

describePostgres('TLS to PostgreSQL', () => {
  let server: PostgresProcess;
  beforeAll(async () => {
    server = await PostgresProcess.create();
    await server.makeCertificate();
    await server.start();
  });
  afterAll(() => server.kill());

  const start = (settings: Record<string, string>): Promise<RunningService> => {
    const DATABASE_URL = server.url.replace('127.0.0.1', 'localhost');
    const env = { PORT: '0', DATABASE_URL, DATABASE_START_TIMEOUT: '0', LOG_LEVEL: 'fatal', ...settings };
    return startService(readEnv(env));
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
  ])('is used as DATABASE_SSL=%s requires', async (DATABASE_SSL, isEncrypted) => {
    const { url, stop } = await start({ DATABASE_SSL, DATABASE_SSL_CA: server.certificate });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await encrypted()).toEqual([isEncrypted]);
    await stop();
  });

  it('is rejected when no known CA has signed the certificate', async () => {
    await expect(start({ DATABASE_SSL: 'verify' })).rejects.toThrow(
      /^The database that DATABASE_URL names cannot be opened: self-signed certificate$/,
    );
  });

  it('is rejected when the certificate has another name than the server', async () => {
    const settings = { DATABASE_SSL: 'verify', DATABASE_SSL_CA: server.certificate };
    await expect(start({ ...settings, DATABASE_URL: server.url })).rejects.toThrow(
      "does not match certificate's altnames",
    );
  });
});
