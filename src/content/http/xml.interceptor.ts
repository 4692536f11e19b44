import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ContractClass } from '../../common/contract/data-contract.js';
import { DomainError } from '../../common/errors.js';
import { ListExport, ListPage, Versioned } from '../../common/results.js';
import type { Codec } from '../codecs/codec.js';
import { batchCodecs, codecs, writtenTypes } from '../codecs/codecs.js';
import { exportStream } from '../codecs/export-stream.js';
import { type NegotiatedFormat, negotiate } from '../negotiation/negotiate.js';
import { etagOf, matchesIfNoneMatch } from '../operations/conditional-headers.js';
import { PromiseInterceptor } from '../operations/promise-interceptor.js';
import { formatPreferenceOf } from '../operations/request-state.js';
import { closeUnread } from './close-unread.js';
import { nextPageLink } from './link-header.js';

/**
 * Negotiates the response format before an operation runs, and writes the operation's result in it: XML if the client
 * requests XML, JSON by default (WIRE.md section 2). Other routes are not affected.
 */
@Injectable()
export class XmlInterceptor extends PromiseInterceptor {
  async around(context: ExecutionContext, run: () => Promise<unknown>): Promise<unknown> {
    if (context.getType() !== 'http') return run();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { operation, isBatch, isOneWay } = request.routeOptions.config;
    if (!operation) return run();
    const negotiated = negotiate(formatPreferenceOf(request), isBatch ? batchCodecs : codecs);
    if (!negotiated) throw notAcceptable();
    const reply = http.getResponse<FastifyReply>();
    const result = await run();
    if (isBatch) void reply.header('x-autobatch-completed', (result as readonly object[]).length);
    if (isOneWay) return writeNothing(result, reply);
    if (isBatch) return writeBatch(result as readonly object[], operation.response, negotiated, reply);
    return result instanceof ListExport && operation.response
      ? writeExport(result as ListExport<object>, operation.response, negotiated, request, reply)
      : writeResult(result, operation.response, negotiated, request, reply);
  }
}

/** The response to a one-way call. An export that nobody reads is closed. */
async function writeNothing(result: unknown, reply: FastifyReply): Promise<undefined> {
  if (result instanceof ListExport) await result.chunks[Symbol.asyncIterator]().return?.();
  void reply.code(204).header('vary', 'Accept');
  return undefined;
}

/** @returns The body; `undefined` if the operation's responses have none. */
function writeBatch(
  results: readonly object[],
  type: ContractClass | undefined,
  { format, mediaType }: NegotiatedFormat<Codec>,
  reply: FastifyReply,
): string | undefined {
  void reply.header('vary', 'Accept');
  if (!type) return undefined;
  void reply.header('content-type', format.contentType(mediaType));
  return format.writeArray?.(results, type);
}

/** @returns The stream of the body. */
async function writeExport(
  result: ListExport<object>,
  type: ContractClass,
  negotiated: NegotiatedFormat<Codec>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const body = await exportStream(result, negotiated.format, type, request.id);
  closeUnread(reply);
  void reply.headers(headersOf(negotiated, request));
  return body;
}

/** @returns The body; `undefined` if the operation has none, or if the client already has it (304). */
function writeResult(
  result: unknown,
  type: ContractClass | undefined,
  negotiated: NegotiatedFormat<Codec>,
  request: FastifyRequest,
  reply: FastifyReply,
): string | undefined {
  if (!type) {
    void reply.header('vary', 'Accept');
    return undefined;
  }
  const { format } = negotiated;
  const etag = result instanceof Versioned ? etagOf(result as Versioned<object>, format.name) : undefined;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (etag !== undefined && isRead && matchesIfNoneMatch(request.headers['if-none-match'], etag)) {
    void reply.code(304).headers({ etag, vary: 'Accept' });
    return undefined;
  }
  const body = format.write(valueOf(result), type);
  void reply.headers(headersOf(negotiated, request));
  if (etag !== undefined) void reply.header('etag', etag);
  // A link cannot repeat a query that was sent in the body.
  if (result instanceof ListPage && result.next && !hasBody(request)) {
    void reply.header('link', nextPageLink(request, result.next));
  }
  return body;
}

const hasBody = ({ body }: FastifyRequest): boolean => Buffer.isBuffer(body) && body.length > 0;

const valueOf = (result: unknown): object =>
  result instanceof Versioned || result instanceof ListPage ? (result.value as object) : (result as object);

const headersOf = (
  { format, mediaType }: NegotiatedFormat<Codec>,
  { routeOptions }: FastifyRequest,
): Readonly<Record<string, string>> => ({
  'content-type': format.contentType(mediaType),
  vary: 'Accept',
  ...format.headers?.(routeOptions.config.operation?.name ?? ''),
});

/** The error if the client accepts none of the formats. */
export const notAcceptable = (): DomainError =>
  new DomainError(
    'NotAcceptable',
    `The requested response format is not supported. Accept one of ${writtenTypes.join(', ')}, ` +
      `or set ?format= to one of ${codecs.map(({ name }) => name).join(', ')}.`,
  );
