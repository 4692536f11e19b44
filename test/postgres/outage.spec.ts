import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { basic } from '../support/app.js';
import { call } from '../support/call.js';
import { describeIf } from '../support/describe-if.js';
import { PostgresProcess } from '../support/postgres-process.js';
import { onServer } from '../support/postgres-server.mjs';
import { ServiceProcess, temporaryFolder } from '../support/service-process.js';

/** How often the server is killed: `KILLS=20 npm test -- outage` for a long run. */
const KILLS = Number(process.env.KILLS ?? 2);
const CLIENTS = 16;
const PASSWORD = 'correct horse battery staple';
const HEADERS = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };

const describePostgres = describeIf(
  PostgresProcess.isInstalled,
  'killing PostgreSQL. It needs initdb and pg_ctl: install a PostgreSQL server.',
);

describePostgres('while PostgreSQL is away', () => {
  let server: PostgresProcess;
  let replicas: ServiceProcess[] = [];
  const env = (): Record<string, string> => ({ DATABASE_URL: server.url, ADMIN_PASSWORD: PASSWORD });
  beforeAll(async () => {
    server = await PostgresProcess.create();
    await server.start();
    replicas = await Promise.all([1, 2].map(() => ServiceProcess.start(env(), temporaryFolder())));
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.end('SIGKILL')));
    await server.kill().catch(() => undefined);
  });

  it(
    `loses nothing that was answered, answers 503 meanwhile, and serves again by itself, ${KILLS} times over`,
    async () => {
      const answered = new Map<string, string>();
      const statuses = new Set<number>();
      for (let kill = 0; kill < KILLS; kill++) {
        let isOver = false;
        const clients = Array.from({ length: CLIENTS }, (_, client) =>
          load(replicas[client % 2]?.url ?? '', `${kill}.${client}`, { answered, statuses, isOver: () => isOver }),
        );
        await sleep(500);
        const before = answered.size;
        expect(before).toBeGreaterThan(0);
        await server.kill();
        await sleep(200);
        for (const { url } of replicas) await expectUnavailable(url);
        await server.start();
        for (const { url } of replicas) await untilReady(url);
        await sleep(500);
        isOver = true;
        await Promise.all(clients);
        expect(answered.size).toBeGreaterThan(before);

        const { rows } = await onServer(server.url, (client) =>
          client.query<{ id: string; purpose: string }>('SELECT id, purpose FROM ai_sessions'),
        );
        const stored = new Map(rows.map(({ purpose, id }) => [purpose, id]));
        expect(stored.size).toBe(rows.length); // none is there twice
        expect([...answered].filter(([purpose, id]) => stored.get(purpose) !== id)).toEqual([]);
      }
      expect([...statuses].toSorted()).toEqual([200, 503]);
    },
    KILLS * 20_000,
  );

  it('waits a while for it at the start, then gives up with one line', async () => {
    await server.kill();
    const start = (patience: string): Promise<ServiceProcess> =>
      ServiceProcess.start({ ...env(), DATABASE_START_TIMEOUT: patience, LOG_LEVEL: 'fatal' }, temporaryFolder());
    const refused = await start('0');
    expect(refused.output()).toMatch(
      /^The database that DATABASE_URL names cannot be opened: connect ECONNREFUSED 127\.0\.0\.1:\d+\n$/,
    );
    expect(await refused.end('SIGKILL')).toBe(1);

    const patient = start('20000');
    await sleep(1_500);
    await server.start();
    const { url } = await patient;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    await (await patient).end('SIGKILL');
  });
});

interface Load {
  readonly answered: Map<string, string>;
  readonly statuses: Set<number>;
  readonly isOver: () => boolean;
}

/** Creates sessions one after the other and notes each that was answered. */
async function load(url: string, client: string, { answered, statuses, isOver }: Load): Promise<void> {
  for (let call = 0; !isOver(); call++) {
    const purpose = `${client}.${call}`;
    const body = JSON.stringify({ purpose });
    const response = await fetch(`${url}/ai/sessions`, { method: 'POST', headers: HEADERS, body });
    const { id } = (await response.json()) as { id: string };
    statuses.add(response.status);
    if (response.status === 200) answered.set(purpose, id);
    else await sleep(20);
  }
}

async function expectUnavailable(url: string): Promise<void> {
  // A caller whose password was not seen before has to be looked up first.
  for (const authorization of [HEADERS.authorization, basic('somebody', 'else')]) {
    const { status, headers, text } = await call(url, 'POST', '/ai/sessions.xml', {
      headers: { ...HEADERS, authorization },
    });
    expect([status, headers.get('content-type')]).toEqual([503, 'application/xml']);
    expect(headers.get('retry-after')).toBe('1');
    expect(text).toContain('<ErrorCode>ServiceUnavailable</ErrorCode>');
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN|postgres/);
  }
  const ready = await call(url, 'GET', '/health/ready');
  expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await call(url, 'GET', '/health/live')).status).toBe(200);
}

async function untilReady(url: string): Promise<void> {
  for (let look = 0; look < 100; look++) {
    if ((await fetch(`${url}/health/ready`)).status === 200) return;
    await sleep(100);
  }
  throw new Error('The service did not come back within 10 s.');
}
