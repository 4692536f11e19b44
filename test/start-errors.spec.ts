import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningService, startService } from '../src/bootstrap/service.js';
import { startBanner } from '../src/bootstrap/start-banner.js';
import { startFailure } from '../src/bootstrap/start-failure.js';
import { readEnv } from '../src/config/env.js';
import { startApp, type TestApp } from './support/app.js';
import { Log } from './support/log.js';
import { rawHttp } from './support/raw-http.js';
import { temporaryFolder } from './support/run-folder.js';
import { type TestDatabase, testDatabase } from './support/test-database.js';

describe('a start', () => {
  let log: Log;
  let database: TestDatabase;
  let service: RunningService | undefined;
  beforeEach(async () => {
    log = new Log();
    database = await testDatabase();
    service = undefined;
  });
  afterEach(async () => {
    await service?.stop();
    log.stop();
    await database.drop();
  });

  const envWith = (settings: Record<string, string>) =>
    readEnv({ PORT: '0', DATABASE_URL: database.url, LOG_LEVEL: 'warn', ...settings });
  const start = async (settings: Record<string, string> = {}): Promise<RunningService> =>
    (service = await startService(envWith(settings)));
  /** The text that a start with these settings fails with. */
  const failureWith = async (settings: Record<string, string>): Promise<string> => {
    const env = envWith(settings);
    return startService(env).then(
      async ({ stop }) => {
        await stop();
        throw new Error('The service has started.');
      },
      (error: unknown) => startFailure(error, env),
    );
  };

  it('prints no address of the docs when they are off', async () => {
    const { url } = await start({ DOCS: 'off' });
    expect(service && startBanner(service)).toContain(`listening on ${url}\n  Administrator`);
  });

  it('creates no administrator and no Demo account in production, and explains how to create one', async () => {
    await start({ NODE_ENV: 'production' });
    expect(log.all()).toMatch(/set ADMIN_PASSWORD and start again/);
    expect(service && startBanner(service)).toMatch(/set ADMIN_PASSWORD and start again/);
    expect(await database.query('SELECT id FROM users UNION ALL SELECT id FROM accounts')).toEqual([]);
  });

  it('prints the address for messages', async () => {
    await start({ TRANSPORT_URL: 'tcp://127.0.0.1:0' });
    expect(service && startBanner(service)).toMatch(/^ {2}Messages {8}tcp:\/\/127\.0\.0\.1:\d+$/m);
  });

  it('fails with one line when its address is taken, and generates no password that nobody would see', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await failureWith({ PORT: String(port) })).toBe(
      `Cannot listen on HOST 127.0.0.1, PORT ${port}: another program is listening on this port.`,
    );
    other.close();
    await start();
    expect(service && startBanner(service)).toContain('generated now');
  });

  it.each([
    ['nats', 'nats://me:hush@127.0.0.1:1'],
    ['redis', 'redis://me:hush@127.0.0.1:1/2'],
    ['amqp', 'amqp://me:hush@127.0.0.1:1/host'],
  ])('fails with one line without a password when the broker is unavailable: %s', async (scheme, url) => {
    expect(await failureWith({ TRANSPORT_URL: url, TRANSPORT_START_TIMEOUT: '100' })).toBe(
      `The broker that TRANSPORT_URL names (${scheme}://127.0.0.1:1) is unavailable: connect ECONNREFUSED 127.0.0.1:1`,
    );
    expect(log.all()).not.toContain('hush');
  });

  it('fails with one line when its database cannot be opened', async () => {
    const file = join(temporaryFolder(), 'voice.db');
    writeFileSync(file, 'this is no database, '.repeat(100));
    expect(await failureWith({ DATABASE_URL: `sqlite:${file}` })).toBe(
      'The database that DATABASE_URL names cannot be opened: file is not a database',
    );
  });
});

describe('a request that Node cannot parse', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  const close = 'Connection: close\r\n\r\n';
  it.each([
    ['is not HTTP', 'nonsense\r\n\r\n', /^HTTP\/1\.1 400 Bad Request\r\n[^]*{"responseStatus":{"errorCode":"Ser/],
    ['has no Host', `GET /docs HTTP/1.1\r\n${close}`, /^HTTP\/1\.1 400 [^]*Host header is missing/],
    [
      'has another Expect than 100-continue',
      `GET / HTTP/1.1\r\nHost: x\r\nExpect: nonsense\r\n${close}`,
      /^HTTP\/1\.1 417 [^]*"ExpectationFailed"/,
    ],
    [
      'has headers of more than 16 KiB',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 [^]*"HeadersTooLarge"/,
    ],
  ])('is answered in the shape of every other error when it %s', async (_, request, answer) => {
    expect(await rawHttp(app.url, request)).toMatch(answer);
  });
});
