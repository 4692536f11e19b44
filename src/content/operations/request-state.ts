import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { FormatPreference } from '../negotiation/negotiate.js';

/** What the HTTP set-up notes of a request before its route is known. */
interface RequestState {
  /** The path's suffix, which was taken off before routing. */
  suffix?: string;
  /** The Content-Type as it was sent; the header itself is overwritten, so that no parser judges it too early. */
  contentType?: string;
  /** What `X-HTTP-Method-Override` says, where it is nothing that can be routed. */
  override?: string;
  /** Whether it has an `Expect` header that Node cannot meet. */
  isExpecting?: true;
}

const REQUEST_STATE = Symbol('note');

/** The note of a request, to write in; on the message itself, for a WeakMap of every call is work for the collector. */
export const requestStateOf = (raw: IncomingMessage & { [REQUEST_STATE]?: RequestState }): RequestState =>
  (raw[REQUEST_STATE] ??= {});

/** The Content-Type that the client sent. */
export const sentContentType = (request: FastifyRequest): string | undefined => requestStateOf(request.raw).contentType;

/** How the client says which format it wants. */
export function formatPreferenceOf(request: FastifyRequest): FormatPreference {
  const { suffix, contentType } = requestStateOf(request.raw);
  return {
    suffix: suffix ?? request.routeOptions.config.format,
    format: formatParameter(request.raw.url ?? ''),
    accept: request.headers.accept,
    contentType,
  };
}

/** The value of `?format=`, read from the address itself, so that errors find it too. */
function formatParameter(url: string): string | undefined {
  const at = url.indexOf('?');
  if (at < 0) return undefined;
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    if (name.toLowerCase() === 'format') return value;
  }
  return undefined;
}
