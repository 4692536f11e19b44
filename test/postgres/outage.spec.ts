import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startService } from '../../src/bootstrap/service.js';
import { readEnv } from '../../src/config/env.js';
import { basic, PASSWORD } from '../support/app.js';
import { call } from '../support/call.js';
import { describeIf } from '../support/describe-if.js';
import { PostgresProcess } from '../support/postgres-process.js';
import { onServer } from '../support/postgres-server.mjs';
import { ServiceProcess } from '../support/service-process.js';

/** How many times the server is killed: `KILLS=20 npm test -- outage` for a long run. */
const KILLS = Number(process.env.KILLS ?? 2);
const CLIENTS = 16;
const HEADERS = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };

const describePostgres = describeIf(
  PostgresProcess.isInstalled,
  'Restarts of PostgreSQL: install a PostgreSQL server (initdb and pg_ctl).',
);

describePostgres('a service whose PostgreSQL is down', () => {
  let server: PostgresProcess;
  let replicas: ServiceProcess[] = [];
  const env = (): Record<string, string> => ({ DATABASE_URL: server.url, ADMIN_PASSWORD: PASSWORD });
  beforeAll(async () => {
    server = await PostgresProcess.create();
    await server.start();
    replicas = await Promise.all([1, 2].map(() => ServiceProcess.start(env())));
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.end('SIGKILL')));
    await server.kill().catch(() => undefined);
  });

  it(
    `answers 503, recovers by itself, and loses nothing that it confirmed, ${KILLS} times in a row`,
    async () => {
      const answered = new Map<string, string>();
      const statuses = new Set<number>();
      for (let kill = 0; kill < KILLS; kill++) {
        let isOver = false;
        const clients = Array.from({ length: CLIENTS }, (_, client) =>
          load(replicas[client % 2]?.url ?? '', `${kill}.${client}`, { answered, statuses, isOver: () => isOver }),
        );
        const enough = answered.size + 5 * CLIENTS;
        while (answered.size < enough) await sleep(10);
        const before = answered.size;
        await server.kill();
        await sleep(200);
        for (const { url } of replicas) await expectUnavailable(url);
        await server.start();
        for (const { url } of replicas) await untilReady(url);
        while (answered.size <= before + CLIENTS) await sleep(10);
        isOver = true;
        await Promise.all(clients);
        expect(answered.size).toBeGreaterThan(before);

        const { rows } = await onServer(server.url, (client) =>
          client.query<{ id: string; purpose: string }>('SELECT id, purpose FROM ai_sessions'),
        );
        const stored = new Map(rows.map(({ purpose, id }) => [purpose, id]));
        expect(stored.size).toBe(rows.length); // none is stored twice
        expect([...answered].filter(([purpose, id]) => stored.get(purpose) !== id)).toEqual([]);
      }
      expect([...statuses].toSorted()).toEqual([200, 503]);
    },
    KILLS * 150_000,
  );

  it('fails to start with one line, or waits at the start if DATABASE_START_TIMEOUT allows it', async () => {
    await server.kill();
    const start = (timeoutMs: string) =>
      startService(readEnv({ ...env(), PORT: '0', DATABASE_START_TIMEOUT: timeoutMs, LOG_LEVEL: 'fatal' }));
    await expect(start('0')).rejects.toThrow(
      /^The database that DATABASE_URL names cannot be opened: connect ECONNREFUSED 127\.0\.0\.1:\d+$/,
    );

    const patient = start('100000');
    await sleep(600); // longer than the pause between two attempts
    await server.start();
    const { url, stop } = await patient;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    await stop();
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

/** Waits until the service is ready again; the test's time limit ends it otherwise. */
async function untilReady(url: string): Promise<void> {
  while ((await fetch(`${url}/health/ready`)).status !== 200) await sleep(50);
}
