import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { Database } from '../src/database/engine/database.js';
import { deadlineIn, retryUntil } from '../src/common/retry-until.js';
import { basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { testDialect } from './support/test-database.js';

const ROW_COUNT = 100_000;
const EXPORTS_PER_CALLER = 4;

const INSERT_SESSIONS = {
  sqlite:
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROW_COUNT}) ` +
    `INSERT INTO ai_sessions (id, "dateCreated", "dateLastModified", "createdBy", "lastModifiedBy", purpose, version) ` +
    `SELECT 'row-' || i, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'u', 'u', hex(randomblob(100)), 1 FROM n`,
  postgres:
    `INSERT INTO ai_sessions (id, "dateCreated", "dateLastModified", "createdBy", "lastModifiedBy", purpose, version) ` +
    `SELECT 'row-' || i, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'u', 'u', repeat(md5(i::text), 6), 1 FROM generate_series(1, ${ROW_COUNT}) AS i`,
};

describe('a list of many rows', () => {
  let app: TestApp;
  const clients: Socket[] = [];
  beforeAll(async () => {
    app = await startApp()
      .env({ EXPORT_UNREAD_TIMEOUT: '3000' })
      .with(user('other', PASSWORD, Role.SystemAdministrator))
      .as(Role.SystemAdministrator);
    await app.nest.get(Database).write((manager) => manager.query(INSERT_SESSIONS[testDialect]));
  });
  afterAll(() => app.stop());
  afterEach(() => clients.splice(0).forEach((client) => client.destroy()));

  /** Requests an export on a connection that stops reading at the first byte. */
  const stalledExport = async (): Promise<{ client: Socket; server: Socket }> => {
    const { hostname, port } = new URL(app.url);
    const connected = once(app.nest.getHttpServer(), 'connection') as Promise<[Socket]>;
    const client = connect(Number(port), hostname);
    clients.push(client);
    client.on('error', () => undefined);
    client.write(`GET /ai/sessions?all=true HTTP/1.1\r\nhost: x\r\nauthorization: ${app.authorization}\r\n\r\n`);
    const [server] = await connected;
    await once(client, 'readable');
    return { client, server };
  };

  it('does not delay other requests while the database sorts it', async () => {
    const progress = { isDone: false };
    const list = app.call('GET', '/ai/sessions?sortField=purpose&page=3000').finally(() => (progress.isDone = true));
    const others: number[] = [];
    while (!progress.isDone) others.push((await app.call('GET', '/health/live')).status);
    expect((await list).status).toBe(200);
    expect(others.length).toBeGreaterThan(5);
    expect(new Set(others)).toEqual(new Set([200]));
  });

  it('is exported as of one moment or by position, in the order of any member', async () => {
    const { text } = await app.call('GET', '/ai/sessions.jsonl?all=true&sortField=purpose');
    const purposes = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { purpose: string }).purpose);
    expect(purposes).toHaveLength(ROW_COUNT);
    expect(purposes).toEqual(purposes.toSorted());
  });

  it('is not sent to a client that has stopped reading', async () => {
    const { server } = await stalledExport();
    await once(server, 'close');
    expect(server.writableFinished).toBe(false);
  });

  it('can be exported a few times at once by a caller, and by others meanwhile', async () => {
    await Promise.all(Array.from({ length: EXPORTS_PER_CALLER }, stalledExport));
    const refused = await app.call('GET', '/ai/sessions?all=true&specificIds=row-1');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    const other = { headers: { authorization: basic('other', PASSWORD) } };
    expect((await app.call('GET', '/ai/sessions?all=true&specificIds=row-1', other)).status).toBe(200);
    expect((await app.call('GET', '/ai/sessions?countPerPage=1')).status).toBe(200);
    clients.splice(0).forEach((client) => client.destroy());
    await retryUntil(
      async () => {
        expect((await app.call('GET', '/ai/sessions?all=true&specificIds=row-1')).status).toBe(200);
      },
      { deadline: deadlineIn(60_000), intervalMs: 20 },
    );
  });
});
