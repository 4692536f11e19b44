import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { account, basic, PASSWORD, startApp, type TestApp } from './support/app.js';
import { Log } from './support/log.js';
import { Caller } from './support/messages.js';
import { rawHttp } from './support/raw-http.js';
import { RequestInProgress } from './support/request-in-progress.js';

const ADMIN = basic('admin', PASSWORD);
const SECRET = 'S3cr3t';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** A service with a request log, and the lines that it has written. */
class LoggedApp {
  private constructor(
    readonly app: TestApp,
    readonly log: Log,
  ) {}

  static async start(settings: Record<string, string>): Promise<LoggedApp> {
    const log = new Log();
    return new LoggedApp(
      await startApp()
        .env({ LOG_LEVEL: 'log', ...settings })
        .with(account('Acme')),
      log,
    );
  }

  async stop(): Promise<void> {
    await this.app.stop();
    this.log.stop();
  }

  requests(): Record<string, unknown>[] {
    const lines = this.log.lines().filter((line) => line.includes('"context":"Request"'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The lines that `isWanted` accepts, once there is one. */
  async linesOf(isWanted: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>[]> {
    for (let attempts = 0; attempts < 1_000; attempts++) {
      const lines = this.requests().filter(isWanted);
      if (lines.length > 0) return lines;
      await sleep(10); // lines are written together, every 50 ms
    }
    throw new Error(`There is no such line. The log has: ${this.log.all()}`);
  }

  /** The only line of a call. */
  async lineOf(requestId: string): Promise<Record<string, unknown>> {
    const [line, ...others] = await this.linesOf((found) => found.requestId === requestId);
    expect(others).toEqual([]);
    return line ?? {};
  }

  call(method: string, path: string, requestId: string, headers: Record<string, string> = {}, body?: string) {
    return this.app.call(method, path, {
      headers: { authorization: ADMIN, 'x-request-id': requestId, ...headers },
      ...(body !== undefined && { body }),
    });
  }
}

describe('the request log', () => {
  let logged: LoggedApp;
  let caller: Caller;
  beforeAll(async () => {
    logged = await LoggedApp.start({ REQUEST_LOG: 'on', TRANSPORT_URL: 'tcp://127.0.0.1:0' });
    caller = await Caller.of(logged.app);
  });
  afterAll(async () => {
    await caller.close();
    await logged.stop();
  });

  it('has a line for a request, with its route in place of its path', async () => {
    const headers = { 'content-type': 'application/json', traceparent: TRACEPARENT };
    const created = await logged.call('POST', '/ai/sessions.xml', 'create', headers, '{"purpose":"Watched"}');
    expect(await logged.lineOf('create')).toEqual({
      level: 'log',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      pid: process.pid,
      context: 'Request',
      transport: 'http',
      requestId: 'create',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      operation: 'NewAISession',
      method: 'POST',
      route: '/ai/sessions',
      format: 'xml',
      status: 200,
      durationMs: expect.any(Number),
      bytes: Buffer.byteLength(created.text),
      user: 'admin',
      scheme: 'Basic',
      client: '127.0.0.1',
    });
  });

  it.each([
    ['GET', '/ai/sessions/no-session', 404, { route: '/ai/sessions/:sessionId', errorCode: 'NotFound' }],
    ['GET', '/no/such/path', 404, { route: 'unknown', errorCode: 'NotFound' }],
    ['PATCH', '/ai/sessions', 405, { route: 'unknown', errorCode: 'MethodNotAllowed' }],
    ['GET', '/ai/sessions/%zz', 400, { route: 'unknown', errorCode: 'SerializationException' }],
    ['GET', '/health/live', 200, { route: '/health/live', format: 'json' }],
    ['GET', '/docs', 200, { format: 'other' }],
  ])('has a line for %s %s', async (method, path, status, members) => {
    const requestId = `${method}${path.replace('%', '')}`;
    await fetch(logged.app.url + path, { method, headers: { authorization: ADMIN, 'x-request-id': requestId } });
    expect(await logged.lineOf(requestId)).toMatchObject({ method, status, ...members });
  });

  it('has the error code that the response has, and no user if nobody was authenticated', async () => {
    const { json } = await logged.call('GET', '/ai/sessions', 'anonymous', { authorization: '' });
    const line = await logged.lineOf('anonymous');
    expect(line).toMatchObject({ status: 401, errorCode: json.responseStatus.errorCode, operation: 'ListAISessions' });
    expect(line).not.toHaveProperty('user');
  });

  it('counts the bytes of an export, which is a stream', async () => {
    const { text } = await logged.call('GET', '/ai/sessions.csv?all=true', 'export');
    expect(await logged.lineOf('export')).toMatchObject({ format: 'csv', bytes: Buffer.byteLength(text), status: 200 });
  });

  it('has a line for a request whose client went away', async () => {
    const request = await RequestInProgress.start(logged.app.url);
    request.abort();
    const [line] = await logged.linesOf(({ aborted }) => aborted === true);
    expect(line).toMatchObject({ operation: 'NewAISession', status: 499, bytes: 0, client: '127.0.0.1' });
  });

  it('has a line for a request that is not HTTP', async () => {
    await rawHttp(logged.app.url, `GET /${SECRET} HTTP/1.1\r\nno header\r\n\r\n`);
    const [line] = await logged.linesOf(({ errorCode, requestId }) => !requestId && errorCode !== undefined);
    expect(line).toMatchObject({ route: 'unknown', status: 400, client: '127.0.0.1' });
  });

  it('has a line for a message', async () => {
    await caller.send('ai.sessions.list', {}, { requestId: 'message', traceparent: TRACEPARENT });
    expect(await logged.lineOf('message')).toMatchObject({
      level: 'log',
      transport: 'message',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      operation: 'ListAISessions',
      route: 'ai.sessions.list',
      status: 200,
      user: 'admin',
      scheme: 'API key',
      client: expect.stringContaining('127.0.0.1'),
    });
  });

  it.each([
    ['nothing', 'unknown', 404],
    [' "ai.sessions.list"', 'ai.sessions.list', 401],
    [SECRET, 'unknown', 404],
  ])('has no pattern of a message but those that exist: %s', async (pattern, route, status) => {
    const requestId = `pattern-${pattern.length}`;
    await caller.error(pattern, {}, { requestId, credentials: {} });
    expect(await logged.lineOf(requestId)).toMatchObject({ route, status });
  });

  it.each<[string, string, string, { headers?: Record<string, string>; body?: string }]>([
    ['a query', 'GET', `/ai/sessions?purpose=${SECRET}&cursor=${SECRET}`, {}],
    ['an unknown path', 'GET', `/${SECRET}/${SECRET}?${SECRET}=${SECRET}`, {}],
    ['an id', 'GET', `/ai/sessions/${SECRET}`, {}],
    ['a malformed path', 'GET', `/${SECRET}/%zz`, {}],
    ['a ServiceStack route', 'GET', `/json/reply/${SECRET}?key=${SECRET}`, {}],
    ['a wrong password', 'GET', '/ai/sessions', { headers: { authorization: basic(SECRET, SECRET) } }],
    ['a wrong key', 'GET', '/ai/sessions', { headers: { 'x-api-key': `vk_${SECRET}`, authorization: '' } }],
    ['a wrong token', 'GET', '/ai/sessions', { headers: { authorization: `Bearer ${SECRET}.${SECRET}.${SECRET}` } }],
    ['an unknown scheme', 'GET', '/ai/sessions', { headers: { authorization: SECRET } }],
    ['a cookie', 'GET', '/ai/sessions', { headers: { cookie: `ss-id=${SECRET}`, authorization: '' } }],
    ['a method override', 'POST', '/ai/sessions', { headers: { 'x-http-method-override': SECRET } }],
    [
      'headers',
      'GET',
      '/ai/sessions',
      { headers: { 'user-agent': SECRET, referer: SECRET, accept: SECRET, traceparent: SECRET } },
    ],
    [
      'a forwarded address',
      'GET',
      '/ai/sessions',
      { headers: { 'x-forwarded-for': SECRET, forwarded: `for=${SECRET}` } },
    ],
    [
      'a body',
      'POST',
      '/ai/sessions',
      { headers: { 'content-type': 'application/json' }, body: `{"purpose":"${SECRET}"}` },
    ],
    [
      'a malformed body',
      'POST',
      '/ai/sessions',
      { headers: { 'content-type': 'application/xml' }, body: `<a>${SECRET}` },
    ],
    ['a media type', 'POST', '/ai/sessions', { headers: { 'content-type': `text/${SECRET}` }, body: SECRET }],
    [
      'a sign-in',
      'POST',
      '/auth',
      { headers: { 'content-type': 'application/json' }, body: `{"userName":"x","password":"${SECRET}"}` },
    ],
    ['a sign-in by GET', 'GET', `/auth?userName=${SECRET}&password=${SECRET}`, {}],
  ])('has no value of %s', async (_, method, path, { headers, body }) => {
    logged.log.clear();
    const requestId = 'hostile';
    await fetch(logged.app.url + path, {
      method,
      headers: Object.entries({ authorization: ADMIN, 'x-request-id': requestId, ...headers }).filter(([, v]) => v),
      ...(body !== undefined && { body }),
    });
    await logged.lineOf(requestId);
    expect(logged.log.all()).not.toContain(SECRET);
    expect(logged.log.all()).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 6));
  });

  it.each([
    ['data', { data: { purpose: SECRET, sessionId: SECRET } }],
    ['credentials', { data: {}, credentials: { apiKey: SECRET, jwt: SECRET } }],
    ['other members', { data: {}, idempotencyKey: SECRET, ifMatch: SECRET, traceparent: SECRET, [SECRET]: SECRET }],
  ])('has no value of the %s of a message', async (_, envelope) => {
    logged.log.clear();
    await caller.sendEnvelope('ai.sessions.get', { requestId: 'hostile-message', ...envelope }).catch(() => undefined);
    await logged.lineOf('hostile-message');
    expect(logged.log.all()).not.toContain(SECRET);
  });

  it('has the level error if the service failed, with the ids that the response has', async () => {
    await logged.app.nest.get(DataSource).query('DROP TABLE ai_sessions');
    const { json } = await logged.call('GET', '/ai/sessions', 'failed', { traceparent: TRACEPARENT });
    expect(json.responseStatus.meta).toEqual({ requestId: 'failed', traceId: '0af7651916cd43dd8448eb211c80319c' });
    expect(await logged.lineOf('failed')).toMatchObject({ level: 'error', status: 500, errorCode: 'InternalError' });
    const reply = await caller.error('ai.sessions.list', {}, { requestId: 'failed-message' });
    expect(reply.responseStatus.meta).toEqual({ requestId: 'failed-message' });
    expect(await logged.lineOf('failed-message')).toMatchObject({ level: 'error', status: 500 });
  });
});

describe('the request log of failures', () => {
  it('has calls that failed, and none that succeeded', async () => {
    const logged = await LoggedApp.start({ REQUEST_LOG: 'errors', SLOW_MS: '3600000' });
    await logged.call('GET', '/ai/sessions', 'succeeded');
    await logged.call('GET', '/ai/sessions/nobody', 'not-found');
    await logged.stop();
    expect(logged.requests().map(({ requestId }) => requestId)).toEqual(['not-found']);
  });

  it('has slow calls, with the level warn', async () => {
    const logged = await LoggedApp.start({ REQUEST_LOG: 'errors', SLOW_MS: '1' });
    await logged.call('POST', '/auth', 'slow', { 'content-type': 'application/json', authorization: '' }, signIn);
    await logged.stop();
    expect(logged.requests()).toEqual([expect.objectContaining({ requestId: 'slow', level: 'warn', status: 200 })]);
  });
});

const signIn = JSON.stringify({ provider: 'credentials', userName: 'admin', password: PASSWORD });

describe('the request log by default', () => {
  it.each([
    ['development', 0],
    ['production', 1],
  ])('in %s has this many lines for a call: %s', async (NODE_ENV, count) => {
    const logged = await LoggedApp.start({ NODE_ENV });
    await logged.call('GET', '/health/live', 'call');
    await logged.stop();
    expect(logged.requests()).toHaveLength(count);
  });
});
