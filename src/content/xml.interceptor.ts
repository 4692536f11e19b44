import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { Export, Page, Stored } from '../common/answers.js';
import type { ContractClass } from '../common/contract/data-contract.js';
import { DomainError } from '../common/errors.js';
import type { Codec } from './codec.js';
import { codecs, writtenTypes } from './codecs.js';
import { exportStream } from './export-stream.js';
import { etagOf, isKnown } from './headers.js';
import { wishOf } from './http-exchange.js';
import { nextLink } from './next-link.js';
import { type Choice, negotiate } from './negotiate.js';

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
    const choice = negotiate(wishOf(request), codecs);
    if (!choice) throw notAcceptable();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      mergeMap(async (answer) => {
        if (!operation.response) {
          void reply.header('vary', 'Accept');
          return undefined;
        }
        return write(answer, operation.response, choice, request, reply);
      }),
    );
  }
}

/** The body, with the headers that go with it; a body that the client has already is not written. */
async function write(
  answer: unknown,
  type: ContractClass,
  { format, mediaType }: Choice<Codec>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const headers: Record<string, string> = { 'content-type': format.contentType(mediaType), vary: 'Accept' };
  const name = request.routeOptions.config.operation?.name ?? '';
  let body: unknown;
  if (answer instanceof Export) {
    body = await exportStream(answer as Export<object>, format, type);
  } else if (answer instanceof Stored) {
    headers.etag = etagOf(answer as Stored<object>, format.name);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && isKnown(request.headers['if-none-match'], headers.etag)) {
      void reply.code(304).headers({ etag: headers.etag, vary: 'Accept' });
      return undefined;
    }
    body = format.write(answer.value as object, type);
  } else if (answer instanceof Page) {
    // What stood in a body cannot stand in a link.
    if (answer.next && request.method !== 'POST') headers.link = nextLink(request, answer.next);
    body = format.write(answer.value, type);
  } else {
    body = format.write(answer as object, type);
  }
  void reply.headers({ ...headers, ...format.headers?.(name) });
  return body;
}

const notAcceptable = (): DomainError =>
  new DomainError(
    'NotAcceptable',
    `What was asked for cannot be had. Ask for one of ${writtenTypes.join(', ')}, ` +
      `or for ?format= one of ${codecs.map(({ name }) => name).join(', ')}.`,
  );
