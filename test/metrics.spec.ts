import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../src/database/engine/database.js';
import { basic, startApp, type TestApp } from './support/app.js';
import { Caller } from './support/messages.js';
import { freePort } from './support/free-port.js';
import { Role } from '../src/auth/principal.js';
import { parse } from 'yaml';

type Labels = Record<string, string>;

/** One series of a scrape. */
interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
      return { name, labels: Object.fromEntries(pairs) as Labels, value: Number(value) };
    });
}

describe('the metrics', () => {
  let app: TestApp;
  let caller: Caller;
  let url: string;
  beforeAll(async () => {
    const METRICS_PORT = String(await freePort());
    url = `http://127.0.0.1:${METRICS_PORT}/metrics`;
    app = await startApp().env({ METRICS_PORT, TRANSPORT_URL: 'tcp://127.0.0.1:0' }).as(Role.SystemAdministrator);
    caller = await Caller.of(app);
  });
  afterAll(async () => {
    await caller.close();
    await app.stop();
  });

  const scrape = async (): Promise<Sample[]> => samplesOf(await (await fetch(url)).text());
  /** The sum of the series with these labels. */
  async function valueOf(name: string, labels: Labels = {}): Promise<number> {
    const matching = (await scrape()).filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    );
    return matching.reduce((sum, { value }) => sum + value, 0);
  }
  /** By how much a value rises while `work` runs. */
  async function riseOf(name: string, labels: Labels, work: () => Promise<unknown>): Promise<number> {
    const before = await valueOf(name, labels);
    await work();
    return (await valueOf(name, labels)) - before;
  }

  const HTTP_COUNT = 'http_server_request_duration_seconds_count';
  const MESSAGE_COUNT = 'message_server_request_duration_seconds_count';
  const create = (headers: Record<string, string> = {}) => app.postJson('/ai/sessions', { purpose: 'x' }, headers);

  it('count requests by method, route, status and format', async () => {
    const labels = { method: 'POST', route: '/ai/sessions', status: '200', format: 'xml' };
    expect(await riseOf(HTTP_COUNT, labels, () => app.postJson('/ai/sessions.xml', {}))).toBe(1);
    const notFound = { method: 'GET', route: '/ai/sessions/:sessionId', status: '404', format: 'json' };
    expect(await riseOf(HTTP_COUNT, notFound, () => app.call('GET', '/ai/sessions/nobody'))).toBe(1);
  });

  it('count unknown routes and patterns as one', async () => {
    const series = async (): Promise<number> => (await scrape()).filter(({ name }) => name.endsWith('_count')).length;
    await app.call('GET', '/unknown/0');
    await caller.error('unknown.0', {});
    const before = await series();
    for (let index = 1; index < 20; index++) {
      await app.call('GET', `/unknown/${index}`);
      await caller.error(`unknown.${index}`, {});
    }
    expect(await series()).toBe(before);
    expect(await valueOf(HTTP_COUNT, { route: 'unknown', status: '404' })).toBe(20);
    expect(await valueOf(MESSAGE_COUNT, { pattern: 'unknown', status: '404' })).toBe(20);
  });

  it('count messages by pattern and status', async () => {
    const labels = { pattern: 'ai.sessions.list', status: '200' };
    expect(await riseOf(MESSAGE_COUNT, labels, () => caller.send('ai.sessions.list', {}))).toBe(1);
  });

  it('have the size of each batch, and the length of each queue', async () => {
    const labels = { queue: 'session creates' };
    const creates = (): Promise<unknown> => Promise.all(Array.from({ length: 10 }, () => create()));
    expect(await riseOf('voice_api_batch_size_sum', labels, creates)).toBe(10);
    expect((await scrape()).filter(({ name }) => name === 'voice_api_batch_queue_length')).toContainEqual(
      expect.objectContaining({ labels, value: 0 }),
    );
  });

  it('count replays of idempotent requests', async () => {
    const retry = (): Promise<unknown> => create({ 'idempotency-key': '"metrics"' });
    await retry();
    expect(await riseOf('voice_api_idempotent_replays_total', {}, retry)).toBe(1);
  });

  it('count failed sign-ins, and the delays that they cause', async () => {
    const authorization = basic('guessed', 'wrong');
    const guess = async (): Promise<void> => {
      for (let count = 0; count < 10; count++) await app.call('GET', '/ai/sessions', { headers: { authorization } });
    };
    const before = await valueOf('voice_api_sign_in_locks_total');
    expect(await riseOf('voice_api_sign_in_failures_total', {}, guess)).toBeGreaterThan(2);
    expect(await valueOf('voice_api_sign_in_locks_total')).toBeGreaterThan(before);
  });

  it('count actions by their outcome', async () => {
    const id = (await create()).json.id as string;
    const stage = (args: object): Promise<unknown> =>
      app.postJson(`/ai/sessions/${id}/actions`, { functionName: 'NewAccount', arguments: JSON.stringify(args) });
    await stage({ name: 'Measured' });
    await stage({ name: 'measured' }); // a name that exists
    const apply = (): Promise<unknown> => app.postJson(`/ai/sessions/${id}/apply`, {});
    const failedBefore = await valueOf('voice_api_actions_total', { outcome: 'failed' });
    expect(await riseOf('voice_api_actions_total', { outcome: 'applied' }, apply)).toBe(1);
    expect((await valueOf('voice_api_actions_total', { outcome: 'failed' })) - failedBefore).toBe(1);
  });

  it('have the connections to PostgreSQL, and none to SQLite', async () => {
    const connections = (await scrape()).filter(({ name }) => name === 'voice_api_database_connections');
    if (app.nest.get(Database).dialect === 'sqlite') expect(connections).toEqual([]);
    else expect(connections.map(({ labels }) => labels.state)).toEqual(['used', 'idle']);
  });

  it('are not served on the port of the service', async () => {
    expect((await fetch(`${app.url}/metrics`)).status).toBe(404);
  });

  it('have every name that the dashboard and the alerts use', async () => {
    const scraped = await (await fetch(url)).text();
    const names = new Set([...scraped.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name));
    const queries = [
      ...dashboardQueries(readFileSync('deploy/grafana/voice-api.json', 'utf8')),
      ...alertQueries(readFileSync('deploy/prometheus/alerts.yaml', 'utf8')),
    ];
    const isPostgres = app.nest.get(Database).dialect === 'postgres';
    const used = new Set(queries.flatMap((query) => [...query.matchAll(/\b(\w+)\{/g)].map(([, name = '']) => name)));
    expect(used.size).toBeGreaterThan(12);
    const unknown = [...used]
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''))
      .filter((name) => name !== 'up' && !names.has(name))
      .filter((name) => isPostgres || !name.startsWith('voice_api_database_connections'));
    expect(unknown).toEqual([]);
  });
});

const dashboardQueries = (json: string): string[] =>
  (JSON.parse(json) as { panels: { targets: { expr: string }[] }[] }).panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr),
  );

const alertQueries = (yaml: string): string[] =>
  (parse(yaml) as { groups: { rules: { expr: string }[] }[] }).groups.flatMap(({ rules }) =>
    rules.map(({ expr }) => expr),
  );
