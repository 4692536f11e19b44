import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MethodNotAllowedError } from '../common/errors.js';
import { errorAnswer, toDomainError } from './error-answer.js';
import { STATUS } from './error-table.js';
import { wishOf } from './http-exchange.js';
import type { RouteTable } from './route-table.js';

/** Answers every error, wherever it arises: guard, parser, validation, unknown route, crash. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Error');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what the framework refuses before any filter runs: Fastify's `frameworkErrors`. */
  readonly answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const failure = toDomainError(this.otherVerb(error, request) ?? error);
    if (STATUS[failure.code] === 500) {
      this.logger.error(`${request.id}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    if (reply.sent) return;
    const { status, headers, body } = errorAnswer(failure, wishOf(request), request.id);
    void reply
      .code(status)
      .headers({ 'x-request-id': request.id, ...headers })
      .send(body);
  };

  /** A path that no route has with this verb, but some with others. */
  private otherVerb(error: unknown, request: FastifyRequest): MethodNotAllowedError | undefined {
    if (!(error instanceof NotFoundException)) return undefined;
    const allowed = this.routes.methodsAt(request.url);
    return allowed.length > 0 ? new MethodNotAllowedError(request.method, allowed) : undefined;
  }
}
