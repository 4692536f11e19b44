import type { EndedCall } from './ended-call.js';
import type { TraceContext } from './trace-context.js';

/** A call that begins, with what its span says about it. */
export interface StartedCall extends Pick<EndedCall, 'transport' | 'method' | 'route' | 'client'> {
  /** Has the caller's trace context: the headers of a request, or that of a message. */
  readonly carrier: object;
}

/** The span of a call. */
export interface CallSpan {
  /** What other services continue the trace from. */
  readonly trace: TraceContext;
  /** Runs `work` within the span: what it does, now or later, becomes part of the trace. */
  run<T>(work: () => T): T;
  end(call: EndedCall): void;
}

/** Begins the span of a call. */
export type CallTracer = (call: StartedCall) => CallSpan;
