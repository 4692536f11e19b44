import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallSpan, CallTracer } from '../../common/call-span.js';
import { CLIENT_CLOSED, type CallObserver, type EndedCall, UNKNOWN_ROUTE } from '../../common/ended-call.js';
import { traceIdOf } from '../../common/trace-context.js';
import { codecs } from '../codecs/codecs.js';
import { mediaTypeOf } from '../negotiation/media-type.js';
import { httpCallOf } from '../operations/http-call.js';
import type { OperationCall } from '../operations/operation-call.js';
import { requestStateOf } from '../operations/request-state.js';
import { UsualCaseResponse } from './usual-case-response.js';

/**
 * Tells an observer of a request once its response has ended, and traces it meanwhile. Fastify's own hook, `onResponse`, does not run if the client
 * closes the connection first.
 */
export function observeRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  observer: CallObserver | undefined,
  tracer?: CallTracer,
): void {
  const startedAt = performance.now();
  const client = request.ip; // not known any more once the connection is closed
  const span = tracer && beginSpan(request, tracer);
  // Not `once`: to remove a listener costs a response more than all that the listener does. The event occurs once.
  reply.raw.on('close', () => {
    const call = endedCall(request, reply, client, performance.now() - startedAt);
    observer?.(call);
    span?.end(call);
  });
}

function beginSpan(request: FastifyRequest, tracer: CallTracer): CallSpan {
  const { method, headers: carrier, ip: client, routeOptions } = request;
  const span = tracer({ transport: 'http', method, route: routeOptions.url ?? UNKNOWN_ROUTE, client, carrier });
  Object.assign(requestStateOf(request.raw), { span, trace: span.trace });
  return span;
}

function endedCall(request: FastifyRequest, reply: FastifyReply, client: string, durationMs: number): EndedCall {
  const { method, raw, routeOptions } = request;
  const response = reply.raw;
  const call: OperationCall = httpCallOf(request);
  // Fastify may have ended a response to a client that went away before its request was complete.
  const isUnsent = raw.readableAborted || !response.headersSent;
  return {
    transport: 'http',
    requestId: request.id,
    traceId: traceIdOf(call.trace),
    operation: call.operation?.name,
    method,
    route: routeOptions.url ?? UNKNOWN_ROUTE,
    format: formatOf(reply.getHeader('content-type')),
    status: isUnsent ? CLIENT_CLOSED : response.statusCode,
    errorCode: isUnsent ? undefined : requestStateOf(raw).errorCode,
    aborted: isUnsent || !response.writableFinished ? true : undefined,
    bytes: isUnsent || method === 'HEAD' ? 0 : bodyLengthOf(reply),
    user: call.principal?.userName,
    scheme: call.principal?.via,
    client,
    durationMs,
  };
}

/** The name of a format by each of its media types. */
const FORMAT_OF: ReadonlyMap<string | undefined, string> = new Map(
  codecs.flatMap(({ name, mediaTypes, problemType }) => [...mediaTypes, problemType].map((type) => [type, name])),
);

const formatOf = (contentType: ReturnType<FastifyReply['getHeader']>): string | undefined =>
  typeof contentType === 'string' ? (FORMAT_OF.get(mediaTypeOf(contentType)) ?? 'other') : undefined;

/** The bytes of the body: those of a stream as they were written. */
function bodyLengthOf(reply: FastifyReply): number {
  const response = reply.raw;
  const length = reply.getHeader('content-length');
  return length === undefined && response instanceof UsualCaseResponse ? response.streamedBytes : Number(length ?? 0);
}
