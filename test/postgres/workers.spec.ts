import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basic, PASSWORD, startedDatabase } from '../support/app.js';
import { freePort } from '../support/free-port.js';
import { RequestInProgress } from '../support/request-in-progress.js';
import { ServiceProcess } from '../support/service-process.js';
import type { TestDatabase } from '../support/test-database.js';

describe('a service with WORKERS=2', () => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let metricsPort: number;
  beforeAll(async () => {
    database = await startedDatabase();
    metricsPort = await freePort(1); // one for each worker
    service = await ServiceProcess.start({
      ...{ NODE_ENV: 'production', REQUEST_LOG: 'on', DATABASE_URL: database.url },
      ...{ WORKERS: '2', METRICS_PORT: String(metricsPort), DATABASE_POOL_SIZE: '3' },
    });
  });
  afterAll(async () => {
    await service.end('SIGKILL');
    await database.drop();
  });

  const headers = { authorization: basic('admin', PASSWORD), connection: 'close' };
  const create = (): Promise<Response> => fetch(`${service.url}/ai/sessions`, { method: 'POST', headers });
  const lines = (): Record<string, unknown>[] => service.lines();
  /** The processes that have answered calls, by their lines in the log. */
  const servingPids = (): Set<unknown> =>
    new Set(lines().flatMap(({ context, pid }) => (context === 'Request' ? [pid] : [])));
  /** Calls until this many processes have answered. @returns Their ids, the newest last. */
  async function callUntilServing(count: number): Promise<number[]> {
    while (servingPids().size < count) {
      expect((await create()).status).toBe(200);
      await sleep(20); // the log of the calls is written
    }
    return [...servingPids()] as number[];
  }

  it('announces its start once, and serves one port with two processes', async () => {
    const pids = await callUntilServing(2);
    expect(pids).not.toContain(service.child.pid);
    const started = lines().filter(({ message }) => String(message).startsWith('listening on '));
    expect(started).toHaveLength(1);
    expect(started[0]).toMatchObject({ url: service.url, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` });
  });

  it('serves the metrics of each process on a port of its own', async () => {
    await callUntilServing(2);
    const countOn = async (port: number): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const counts = [...text.matchAll(/^http_server_request_duration_seconds_count\{.*\} (\d+)$/gm)];
      return counts.reduce((sum, [, count]) => sum + Number(count), 0);
    };
    const [first, second] = [await countOn(metricsPort), await countOn(metricsPort + 1)];
    expect(Math.min(first, second)).toBeGreaterThan(0);
    // The line of a call may be read after its answer.
    await service.printed(() => lines().filter(({ context }) => context === 'Request').length === first + second);
  });

  it('replaces a process that was killed, and lets no call wait for it', async () => {
    const [first = 0] = await callUntilServing(2);
    process.kill(first, 'SIGKILL');
    const responses = await Promise.all(Array.from({ length: 20 }, () => create().catch(() => undefined)));
    // The connections that the process had accepted are reset.
    const statuses = responses.map((response) => response?.status);
    expect(new Set(statuses.filter((status) => status !== undefined))).toEqual(new Set([200]));
    await callUntilServing(3);
    const ended = { level: 'error', message: `Worker ${first} ended by itself (SIGKILL). Another one starts.` };
    expect(lines()).toContainEqual(expect.objectContaining(ended));
  });

  it('passes SIGUSR2 on to each process', async () => {
    service.child.kill('SIGUSR2');
    const switched = (): unknown[] =>
      lines().flatMap(({ message, pid }) => (message === 'The log level is now debug.' ? [pid] : []));
    await service.printed(() => new Set(switched()).size === 2);
  });

  it('finishes the calls in progress at SIGTERM, and exits with 0', async () => {
    const request = await RequestInProgress.start(service.url);
    request.send(RequestInProgress.body.slice(0, 5));
    const ended = service.end('SIGTERM');
    for (;;) if (!(await create().catch(() => undefined))) break;
    request.send(RequestInProgress.body.slice(5));
    expect(await ended).toBe(0);
    expect(request.answer).toMatch(/HTTP\/1\.1 200 OK/);
  });
});

describe('a service with WORKERS=2 that cannot start', () => {
  it.each([
    ['its database is SQLite', { DATABASE_URL: 'sqlite::memory:' }, /^WORKERS must be 1 with SQLite[^\n]*\n$/],
    [
      'its first process fails',
      { DATABASE_URL: 'postgres://voice@127.0.0.1:1/voice', DATABASE_START_TIMEOUT: '0' },
      /^[^\n]*ECONNREFUSED[^\n]*\n$/,
    ],
    [
      'there is no port for the metrics of each process',
      { DATABASE_URL: 'postgres://voice@127.0.0.1:1/voice', METRICS_PORT: '65535' },
      /^METRICS_PORT must be at most 65534[^\n]*\n$/,
    ],
  ])('prints one line and exits with 1 if %s', async (_reason, env, expected) => {
    const service = await ServiceProcess.tryToStart({ WORKERS: '2', ...env });
    expect(service.output()).toMatch(expected);
    expect(service.child.exitCode).toBe(1);
  });
});
