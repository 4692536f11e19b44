import { type Context, context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AIService } from '../src/ai/ai.service.js';
import { Role } from '../src/auth/principal.js';
import { batchTracing } from '../src/database/batching/batch-tracer.js';
import { Database } from '../src/database/engine/database.js';
import { account, startApp, type TestApp } from './support/app.js';
import { SessionWithActions } from './support/actions.js';
import { Caller } from './support/messages.js';
import { ScriptedExecutor } from './support/scripted-executor.js';
import { testDialect } from './support/test-database.js';
import { idOf, linkedIds, parentOf, Traces } from './support/traces.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE_ID}-${PARENT_ID}-01`;
const SECRET = 'S3cr3t';
const SYSTEM = testDialect === 'postgres' ? 'postgresql' : 'sqlite';

describe('a service with an OpenTelemetry SDK', () => {
  let traces: Traces;
  let executor: ScriptedExecutor;
  let app: TestApp;
  let caller: Caller;
  beforeAll(async () => {
    traces = new Traces();
    executor = await ScriptedExecutor.start();
    app = await startApp()
      .env({ ...executor.env, TRANSPORT_URL: 'tcp://127.0.0.1:0' })
      .with(account('Acme'))
      .as(Role.SystemAdministrator);
    caller = await Caller.of(app);
    await app.call('GET', '/ai/sessions'); // so that later calls find their credentials checked
  });
  afterAll(async () => {
    await caller.close();
    await app.stop();
    executor.stop();
    await traces.stop();
  });
  beforeEach(async () => {
    await settled();
    traces.reset();
  });

  /** Waits for the spans of calls: a response arrives before its span has ended. */
  async function ended(count: number, isWanted: (span: ReadableSpan) => boolean): Promise<ReadableSpan[]> {
    for (;;) {
      const found = traces.spans.filter(isWanted);
      if (found.length >= count) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  const isCall = ({ kind }: ReadableSpan): boolean => kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;
  const callSpan = async (): Promise<ReadableSpan> => (await ended(1, isCall))[0] as ReadableSpan;
  const isStatement = ({ kind }: ReadableSpan): boolean => kind === SpanKind.CLIENT;
  /** The spans of earlier calls have ended. */
  async function settled(): Promise<void> {
    await app.call('GET', '/health/live');
    await ended(1, ({ name }) => name === 'GET /health/live');
  }

  it('continues the trace of a request', async () => {
    await app.call('GET', '/ai/sessions/none', { headers: { traceparent: TRACEPARENT } });
    const span = await callSpan();
    expect([span.name, span.kind, span.spanContext().traceId, parentOf(span)]).toEqual([
      'GET /ai/sessions/:sessionId',
      SpanKind.SERVER,
      TRACE_ID,
      PARENT_ID,
    ]);
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/ai/sessions/:sessionId',
      'http.response.status_code': 404,
      'url.scheme': 'http',
      'client.address': '127.0.0.1',
    });
    expect(span.status.code).toBe(SpanStatusCode.UNSET); // the caller's mistake
    expect(span.instrumentationScope.name).toBe('voice-api');
  });

  it('has no attribute for a path that no route has', async () => {
    await app.call('GET', '/no/such/path');
    const span = await callSpan();
    expect([span.name, Object.keys(span.attributes)]).toEqual(['GET', expect.not.arrayContaining(['http.route'])]);
  });

  it('shows in a create the wait for its batch, and the statement', async () => {
    await app.postJson('/ai/sessions', { accountId: app.accountId('Acme'), purpose: SECRET });
    const call = await callSpan();
    const wait = traces.spans.find(({ name }) => name === 'wait session creates');
    expect(wait && [parentOf(wait), wait.attributes]).toEqual([idOf(call), { 'voice_api.queue': 'session creates' }]);
    const insert = traces.spans.find(({ name }) => name === 'INSERT ai_sessions');
    expect(insert && [parentOf(insert), insert.kind, insert.attributes]).toEqual([
      idOf(call),
      SpanKind.CLIENT,
      {
        'db.system.name': SYSTEM,
        'db.operation.name': 'INSERT',
        'db.collection.name': 'ai_sessions',
        'db.query.summary': 'INSERT ai_sessions',
      },
    ]);
    expect(traces.names).not.toContain('batch session creates');
  });

  describe('with calls that share a batch', () => {
    const principal = { userName: 'admin', roles: [], via: 'test' };
    const create = (): Promise<unknown> => app.nest.get(AIService).create({ purpose: 'shared' }, principal);
    /** Creates a session within a context. @returns The id of the context's span. */
    const createWithin = async (active: Context): Promise<string | undefined> => {
      await context.with(active, create);
      return trace.getSpanContext(active)?.spanId;
    };
    const newContext = (traceFlags: TraceFlags, n: number): Context =>
      trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: `${n}`.padStart(16, 'a'), traceFlags });

    it('links the batch, and so its statement, with all of them', async () => {
      const contexts = Array.from({ length: 20 }, (_, n) => newContext(TraceFlags.SAMPLED, n));
      const callIds = await Promise.all(contexts.map(createWithin));
      const batches = traces.spans.filter(({ name }) => name === 'batch session creates');
      expect(batches.map(({ attributes }) => attributes)).toEqual([
        { 'voice_api.queue': 'session creates', 'voice_api.batch.size': 20 },
      ]);
      const [batch] = batches as [ReadableSpan];
      expect(linkedIds(batch)).toEqual(callIds);
      expect(parentOf(batch)).toBe(callIds[0]);
      const waits = traces.spans.filter(({ name }) => name === 'wait session creates');
      expect(waits.map(parentOf)).toEqual(callIds);
      expect(waits.flatMap(linkedIds)).toEqual(waits.map(() => idOf(batch)));
      const inserts = traces.spans.filter(({ name }) => name === 'INSERT ai_sessions');
      expect(inserts.map(parentOf)).toEqual([idOf(batch)]);
    });

    it('shows the batch in the trace of one that is sampled', async () => {
      const [first, second] = [newContext(TraceFlags.NONE, 1), newContext(TraceFlags.SAMPLED, 2)];
      const [, sampledId] = await Promise.all([first, second].map(createWithin));
      const [batch] = traces.spans.filter(({ name }) => name === 'batch session creates');
      expect(batch && parentOf(batch)).toBe(sampledId);
    });

    it('does not show a later batch in the trace of the call that began the first', async () => {
      await Promise.all([createWithin(newContext(TraceFlags.SAMPLED, 1)), ...Array.from({ length: 600 }, create)]);
      const inserts = traces.spans.filter(({ name }) => name === 'INSERT ai_sessions');
      expect(inserts).toHaveLength(1); // a batch has at most 500 items
    });
  });

  it('has a span for a message, and its trace in the reply of an error', async () => {
    const { id } = await caller.send('ai.sessions.create', { purpose: SECRET }, { traceparent: TRACEPARENT });
    const span = await callSpan();
    expect([span.name, span.kind, span.spanContext().traceId, parentOf(span), span.attributes]).toEqual([
      'process ai.sessions.create',
      SpanKind.CONSUMER,
      TRACE_ID,
      PARENT_ID,
      {
        'messaging.system': 'tcp',
        'messaging.destination.name': 'ai.sessions.create',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
      },
    ]);
    const children = traces.spans.filter((child) => parentOf(child) === idOf(span)).map(({ name }) => name);
    expect(children).toEqual(expect.arrayContaining(['wait session creates', 'INSERT ai_sessions']));
    expect(id).toBeDefined();
  });

  it.each([
    ['a list', () => app.call('GET', '/ai/sessions?accountIds=none'), 'SELECT ai_sessions'],
    ['an export', () => app.call('GET', '/ai/sessions.csv?all=true'), 'SELECT ai_sessions'],
    ['a deletion', () => app.call('DELETE', '/ai/sessions/none'), 'ai_sessions'],
  ])('has the statements of %s below its call', async (_, call, name) => {
    await call();
    const span = await callSpan();
    // Others may be of a write in the background, such as that of a sign-in.
    const statements = traces.spans.filter((statement) => isStatement(statement) && statement.name.includes(name));
    expect(statements).not.toEqual([]);
    expect(statements.filter((statement) => parentOf(statement) !== idOf(span)).map((other) => other.name)).toEqual([]);
  });

  it('has the statements of a transaction, its commit included', async () => {
    await app.postJson('/accounts', { name: 'Traced' });
    const names = traces.spans.filter(isStatement).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['INSERT accounts', 'COMMIT']));
  });

  it('sends the executor the span of the apply as parent', async () => {
    const session = await SessionWithActions.create(app);
    await session.staged('hangUp');
    await settled();
    executor.next();
    traces.reset();
    await session.apply({ traceparent: TRACEPARENT, tracestate: 'vendor=1' });
    const span = await callSpan();
    expect(executor.requests[0]?.headers).toMatchObject({
      traceparent: `00-${TRACE_ID}-${idOf(span)}-01`,
      tracestate: 'vendor=1',
    });
  });

  it('says in a span what failed in the database, and in a response which trace it was', async () => {
    const failure = new Error(`duplicate ${SECRET}`);
    const { read } = app.nest.get(Database);
    const query = read.query.bind(read);
    read.query = () => Promise.reject(failure);
    try {
      const { json } = await app.call('GET', '/accounts/none');
      const span = await callSpan();
      expect(json.responseStatus).toMatchObject({ meta: { traceId: span.spanContext().traceId } });
      expect(span.status).toEqual({ code: SpanStatusCode.ERROR });
      expect(span.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': 'InternalError' });
    } finally {
      read.query = query;
    }
  });

  it('has nothing of what callers send or store in any span', async () => {
    const headers = {
      'user-agent': SECRET,
      referer: SECRET,
      baggage: `secret=${SECRET}`,
      'idempotency-key': `"${SECRET}"`,
    };
    const { json } = await app.postJson('/accounts', { name: SECRET }, headers);
    await app.call('GET', `/accounts/${String(json.id)}?format=json&secret=${SECRET}`, { headers });
    await app.call('GET', `/accounts?nameFilter=${SECRET}`);
    await app.call('GET', '/accounts', { headers: { authorization: `Bearer ${SECRET}` } });
    await caller.send('accounts.list', { nameFilter: SECRET });
    await ended(5, isCall);
    const texts = traces.spans.map(({ name, attributes, events, status, links }) =>
      JSON.stringify({ name, attributes, events, status, links }),
    );
    expect(texts.filter((text) => text.includes(SECRET) || text.includes(String(json.id)))).toEqual([]);
  });

  it('makes no span of work in the background', async () => {
    await app.nest.get(Database).read.query('SELECT 1');
    await settled();
    expect(traces.spans.filter(isStatement)).toEqual([]);
  });
});

describe('a service without an SDK', () => {
  it('has nothing that traces', async () => {
    const app = await startApp();
    const { dataSource } = app.nest.get(Database).read;
    expect(Object.keys(dataSource)).not.toContain('createQueryRunner');
    expect(batchTracing).toEqual({});
    await app.stop();
  });
});
