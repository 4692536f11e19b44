import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { ListExport, ListPage, Versioned } from '../../common/results.js';
import type { ContractClass } from '../../common/contract/data-contract.js';
import { DomainError } from '../../common/errors.js';
import type { Codec } from '../codecs/codec.js';
import { codecs, writtenTypes } from '../codecs/codecs.js';
import { exportStream } from '../codecs/export-stream.js';
import { etagOf, matchesIfNoneMatch } from '../operations/conditional-headers.js';
import { formatPreferenceOf } from '../operations/request-state.js';
import { nextPageLink } from './link-header.js';
import { type NegotiatedFormat, negotiate } from '../negotiation/negotiate.js';

/**
 * Decides, before an operation runs, in which format it will be answered, and writes the answer in it: XML where XML
 * was asked for, JSON otherwise (WIRE.md section 2). Routes that are no operations pass untouched.
 */
@Injectable()
export class XmlInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { operation } = request.routeOptions.config;
    if (!operation) return next.handle();
    const choice = negotiate(formatPreferenceOf(request), codecs);
    if (!choice) throw notAcceptable();
    const reply = http.getResponse<FastifyReply>();
    // An array is what mergeMap takes for a value that is there already; an export is awaited.
    return next
      .handle()
      .pipe(
        mergeMap((answer) =>
          answer instanceof ListExport && operation.response
            ? exported(answer as ListExport<object>, operation.response, choice, request, reply)
            : [written(answer, operation.response, choice, request, reply)],
        ),
      );
  }
}

async function exported(
  answer: ListExport<object>,
  type: ContractClass,
  choice: NegotiatedFormat<Codec>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const body = await exportStream(answer, choice.format, type);
  void reply.headers(headersOf(choice, request));
  return body;
}

/** The body, with the headers that go with it; a body that the client has already is not written. */
function written(
  answer: unknown,
  type: ContractClass | undefined,
  choice: NegotiatedFormat<Codec>,
  request: FastifyRequest,
  reply: FastifyReply,
): string | undefined {
  if (!type) {
    void reply.header('vary', 'Accept');
    return undefined;
  }
  const { format } = choice;
  const etag = answer instanceof Versioned ? etagOf(answer as Versioned<object>, format.name) : undefined;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (etag !== undefined && isRead && matchesIfNoneMatch(request.headers['if-none-match'], etag)) {
    void reply.code(304).headers({ etag, vary: 'Accept' });
    return undefined;
  }
  const body = format.write(valueOf(answer), type);
  void reply.headers(headersOf(choice, request));
  if (etag !== undefined) void reply.header('etag', etag);
  // What stood in a body cannot stand in a link.
  if (answer instanceof ListPage && answer.next && request.method !== 'POST') {
    void reply.header('link', nextPageLink(request, answer.next));
  }
  return body;
}

const valueOf = (answer: unknown): object =>
  answer instanceof Versioned || answer instanceof ListPage ? (answer.value as object) : (answer as object);

const headersOf = (
  { format, mediaType }: NegotiatedFormat<Codec>,
  { routeOptions }: FastifyRequest,
): Readonly<Record<string, string>> => ({
  'content-type': format.contentType(mediaType),
  vary: 'Accept',
  ...format.headers?.(routeOptions.config.operation?.name ?? ''),
});

/** None of what the client accepts can be written. */
export const notAcceptable = (): DomainError =>
  new DomainError(
    'NotAcceptable',
    `What was asked for cannot be had. Ask for one of ${writtenTypes.join(', ')}, ` +
      `or for ?format= one of ${codecs.map(({ name }) => name).join(', ')}.`,
  );
