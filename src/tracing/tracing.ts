import { isSpanContextValid, ROOT_CONTEXT, trace, type TracerProvider } from '@opentelemetry/api';
import { buildInfo } from '../common/build-info.js';
import type { CallTracer } from '../common/call-span.js';
import { settleWithin } from '../common/with-timeout.js';
import type { Env } from '../config/env.js';
import { batchTracing } from '../database/batching/batch-tracer.js';
import type { Database } from '../database/engine/database.js';
import { BatchSpans } from './batch-spans.js';
import { callTracer } from './call-spans.js';
import { statementTracer } from './statement-spans.js';

const NAME = 'voice-api';
/** How long the last spans may take to be sent, in ms. */
const FLUSH_TIMEOUT_MS = 1_000;

/**
 * Makes spans through OpenTelemetry's API. Its SDK is the operator's, who loads it before the service (`node --import`). Only
 * then is there an instance, and only then does anything in the service trace.
 */
export class Tracing {
  /** Begins the span of each call. */
  readonly calls: CallTracer;
  private readonly tracer = trace.getTracer(NAME, buildInfo.version);
  private readonly batches = new BatchSpans(this.tracer);

  private constructor(transportUrl: string | undefined) {
    this.calls = callTracer(this.tracer, transportUrl === undefined ? undefined : new URL(transportUrl).protocol);
    batchTracing.tracer = this.batches;
  }

  /** @returns Undefined if no SDK is registered. */
  static start({ TRANSPORT_URL }: Pick<Env, 'TRANSPORT_URL'>): Tracing | undefined {
    return isSdkRegistered() ? new Tracing(TRANSPORT_URL) : undefined;
  }

  /** Makes spans of a database's statements. */
  traceDatabase(database: Database): void {
    database.trace(statementTracer(this.tracer, database.dialect));
  }

  /** Sends the spans that the SDK still has. */
  async stop(): Promise<void> {
    if (batchTracing.tracer === this.batches) delete batchTracing.tracer;
    await settleWithin(FLUSH_TIMEOUT_MS, flushSdk());
  }
}

/** Without an SDK, the API makes spans without an identity. A span that does not end is not sent. */
const isSdkRegistered = (): boolean =>
  isSpanContextValid(trace.getTracer(NAME).startSpan('start', {}, ROOT_CONTEXT).spanContext());

/** Methods that the API does not declare: of its own provider, and of an SDK's. */
type Provider = TracerProvider & { getDelegate?: () => Provider; forceFlush?: () => Promise<void> };

async function flushSdk(): Promise<void> {
  const provider: Provider = trace.getTracerProvider();
  await (provider.getDelegate?.() ?? provider).forceFlush?.();
}
