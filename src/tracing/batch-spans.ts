import { type Context, context, isSpanContextValid, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { TraceFlags, type Tracer } from '@opentelemetry/api';
import type { BatchTracer } from '../database/batching/batch-tracer.js';

interface Wait {
  /** The context of the call that waits. */
  readonly call: Context;
  readonly span: Span;
}

/**
 * Makes a span of each call's wait for its batch, and one of each batch with several calls. A batch belongs to the trace of
 * one of its calls, and is linked with all: what it does is done for all of them.
 */
export class BatchSpans implements BatchTracer {
  constructor(private readonly tracer: Tracer) {}

  wait(queue: string): Wait | undefined {
    const call = context.active();
    if (!trace.getSpan(call)) return undefined;
    return { call, span: this.tracer.startSpan(`wait ${queue}`, { attributes: { [QUEUE]: queue } }, call) };
  }

  run(queue: string, items: readonly (Wait | undefined)[], batch: () => Promise<void>): Promise<void> {
    const waits = items.filter((item) => item !== undefined);
    const [first, ...others] = waits;
    // The active context is that of the call that found the queue empty.
    if (!first) return context.with(ROOT_CONTEXT, batch);
    if (others.length === 0) {
      first.span.end();
      return context.with(first.call, batch);
    }
    const { call } = waits.find(isSampled) ?? first;
    const links = waits.flatMap((wait) => linkTo(trace.getSpan(wait.call)));
    const attributes = { [QUEUE]: queue, 'voice_api.batch.size': items.length };
    const span = this.tracer.startSpan(`batch ${queue}`, { links, attributes }, call);
    for (const wait of waits) wait.span.addLinks(linkTo(span)).end();
    return context.with(trace.setSpan(call, span), batch).finally(() => span.end());
  }
}

const QUEUE = 'voice_api.queue';

const isSampled = ({ span }: Wait): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;

/** No link if there is no such span. */
function linkTo(span: Span | undefined): { context: ReturnType<Span['spanContext']> }[] {
  const linked = span?.spanContext();
  return linked && isSpanContextValid(linked) ? [{ context: linked }] : [];
}
