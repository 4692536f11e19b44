/** Version, trace id, parent id and flags. An id of zeros and the version `ff` are invalid. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** The longest that is accepted, in characters: versions after 00 may append to their 55. */
const MAX_LENGTH = 200;

/** What tracing systems add to a trace: a list of `key=value`, of which the beginning alone is checked. */
const TRACESTATE = /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x7e]{1,511}$/;

/** The longest `tracestate` that is passed on, in characters: the least that W3C requires. */
const MAX_STATE_LENGTH = 512;

/** The trace that a call belongs to, as the headers of W3C Trace Context. */
export interface TraceContext {
  readonly traceparent: string;
  /** What the tracing systems on the way add. */
  readonly tracestate?: string;
}

/**
 * @param sent A caller's trace context: members of any type.
 * @returns It, if its `traceparent` is valid (W3C Trace Context, section 3.2), with its `tracestate` if that is valid too;
 *   otherwise `undefined`.
 */
export function traceContextOf(sent: Readonly<Record<string, unknown>> | undefined): TraceContext | undefined {
  const traceparent = sent?.traceparent;
  if (typeof traceparent !== 'string' || traceparent.length > MAX_LENGTH || !isTraceparent(traceparent))
    return undefined;
  const tracestate = sent?.tracestate;
  return isTracestate(tracestate) ? { traceparent, tracestate } : { traceparent };
}

const isTracestate = (sent: unknown): sent is string =>
  typeof sent === 'string' && sent.length <= MAX_STATE_LENGTH && TRACESTATE.test(sent);

/** Version 00 ends after the flags. */
const isTraceparent = (text: string): boolean =>
  TRACEPARENT.test(text) && (text.length === 55 || !text.startsWith('00'));

/** The trace id in a trace context: 32 hexadecimal digits. */
export const traceIdOf = (context: TraceContext | undefined): string | undefined => context?.traceparent.slice(3, 35);
