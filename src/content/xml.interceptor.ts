import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { DomainError } from '../common/errors.js';
import { codecs, writtenTypes } from './codecs.js';
import { wishOf } from './http-exchange.js';
import { negotiate } from './negotiate.js';

/**
 * Decides, before an operation runs, in which format it will be answered, and writes the answer in it: XML where XML
 * was asked for, JSON otherwise (WIRE.md section 2). Routes that are no operations pass untouched.
 */
@Injectable()
export class XmlInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { operation } = request.routeOptions.config;
    if (!operation) return next.handle();
    const choice = negotiate(wishOf(request), codecs);
    if (!choice) throw notAcceptable();
    const { format, mediaType } = choice;
    return next.handle().pipe(
      map((value) => {
        const body = format.write(value, operation.response);
        const reply = http.getResponse<FastifyReply>();
        void reply.headers({
          'content-type': format.contentType(mediaType),
          vary: 'Accept',
          ...format.headers?.(operation.name),
        });
        return body;
      }),
    );
  }
}

const notAcceptable = (): DomainError =>
  new DomainError(
    'NotAcceptable',
    `What was asked for cannot be had. Ask for one of ${writtenTypes.join(', ')}, ` +
      `or for ?format= one of ${codecs.map(({ name }) => name).join(', ')}.`,
  );
