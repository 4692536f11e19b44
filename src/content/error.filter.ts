import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, throwError } from 'rxjs';
import { type DomainError, MethodNotAllowedError } from '../common/errors.js';
import { withoutDialog } from './browsers.js';
import { errorAnswer, errorReply, toDomainError } from './error-answer.js';
import { STATUS } from './error-table.js';
import { noteOf, wishOf } from './http-exchange.js';
import type { Message } from './message.js';
import type { RouteTable } from './route-table.js';

/** Answers every error, whichever door it leaves by, wherever it arises: guard, parser, validation, unknown route, crash. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Error');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    if (host.getType() === 'rpc') {
      const { id } = host.switchToRpc().getData<Message>();
      return throwError(() => errorReply(this.failureOf(error, id), id));
    }
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return undefined;
  }

  /** Also for what the framework refuses before any filter runs: Fastify's `frameworkErrors`. */
  readonly answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const failure = this.failureOf(this.otherVerb(error, request) ?? error, request.id);
    if (reply.sent) return;
    const { status, headers, body } = errorAnswer(withoutDialog(failure, request), wishOf(request), request.id);
    void reply
      .code(status)
      .headers({ 'x-request-id': request.id, ...headers })
      .send(body);
  };

  private failureOf(error: unknown, requestId: string): DomainError {
    const failure = toDomainError(error);
    if (STATUS[failure.code] === 500) {
      this.logger.error(`${requestId}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    return failure;
  }

  /** A path that no route has with this verb, but some with others. */
  private otherVerb(error: unknown, request: FastifyRequest): MethodNotAllowedError | undefined {
    if (!(error instanceof NotFoundException)) return undefined;
    const allowed = this.routes.methodsAt(request.url);
    return allowed.length > 0
      ? new MethodNotAllowedError(noteOf(request.raw).override ?? request.method, allowed)
      : undefined;
  }
}
