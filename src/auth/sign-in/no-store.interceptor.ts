import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PromiseInterceptor } from '../../content/operations/promise-interceptor.js';

/** Forbids every cache to store the responses of sign-in, errors included (RFC 9111 section 5.2.2.5). */
@Injectable()
export class NoStoreInterceptor extends PromiseInterceptor {
  around(context: ExecutionContext, run: () => Promise<unknown>): Promise<unknown> {
    void context.switchToHttp().getResponse<FastifyReply>().header('cache-control', 'no-store');
    return run();
  }
}
