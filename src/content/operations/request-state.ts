import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { CallSpan } from '../../common/call-span.js';
import type { TraceContext } from '../../common/trace-context.js';
import { splitUrl } from '../../common/split-url.js';
import type { FormatPreference } from '../negotiation/negotiate.js';

/** What the hooks before routing record about a request. */
interface RequestState {
  /** The path's suffix, without the dot. It is removed from the path before routing. */
  suffix?: string;
  /** The Content-Type as sent. The header itself is overwritten, so that Fastify accepts every type. */
  contentType?: string;
  /** The value of `X-HTTP-Method-Override`, in upper case, if requests cannot be routed by it. */
  override?: string;
  /** Whether the request has an `Expect` header that Node does not support. */
  hasUnsupportedExpect?: true;
  /** The code of the error that the response has. */
  errorCode?: string;
  /** The trace context of the call: its caller's, or that of the call's own span. */
  trace?: TraceContext;
  /** The span of the call, if the service makes spans. */
  span?: CallSpan;
}

const REQUEST_STATE = Symbol('requestState');

/** The mutable state of a request. It is a property, because a WeakMap with an entry per request slows garbage collection. */
export const requestStateOf = (raw: IncomingMessage & { [REQUEST_STATE]?: RequestState }): RequestState =>
  (raw[REQUEST_STATE] ??= {});

/** The Content-Type that the client sent. */
export const sentContentType = (request: FastifyRequest): string | undefined => requestStateOf(request.raw).contentType;

/** Everything in a request that decides the format of its response. */
export function formatPreferenceOf(request: FastifyRequest): FormatPreference {
  const { suffix, contentType } = requestStateOf(request.raw);
  return {
    suffix: suffix ?? request.routeOptions.config.format,
    format: formatParameter(request.raw.url ?? ''),
    accept: request.headers.accept,
    contentType,
  };
}

/** The value of `?format=`. It is read from the URL, because errors occur before Fastify has parsed the query. */
function formatParameter(url: string): string | undefined {
  for (const [name, value] of new URLSearchParams(splitUrl(url).query)) {
    if (name.toLowerCase() === 'format') return value;
  }
  return undefined;
}
