import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, throwError } from 'rxjs';
import { type DomainError, MethodNotAllowedError } from '../../common/errors.js';
import { withoutBasicChallenge } from './browser-security.js';
import { writeErrorResponse, toErrorReply, toDomainError } from '../errors/error-response-writer.js';
import { STATUS_OF } from '../errors/error-statuses.js';
import { requestStateOf, formatPreferenceOf } from '../operations/request-state.js';
import type { Message } from '../operations/message-call.js';
import type { RouteTable } from './route-table.js';

/** Answers every error, whichever door it leaves by, wherever it arises: guard, parser, validation, unknown route, crash. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Error');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    if (host.getType() === 'rpc') {
      const { id } = host.switchToRpc().getData<Message>();
      return throwError(() => toErrorReply(this.failureOf(error, id), id));
    }
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return undefined;
  }

  /** Also for what the framework refuses before any filter runs: Fastify's `frameworkErrors`. */
  readonly answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const failure = this.failureOf(this.otherVerb(error, request) ?? error, request.id);
    if (reply.sent) return;
    const { status, headers, body } = writeErrorResponse(
      withoutBasicChallenge(failure, request),
      formatPreferenceOf(request),
      request.id,
    );
    void reply
      .code(status)
      .headers({ 'x-request-id': request.id, ...headers })
      .send(body);
  };

  private failureOf(error: unknown, requestId: string): DomainError {
    const failure = toDomainError(error);
    if (STATUS_OF[failure.code] === 500) {
      this.logger.error(`${requestId}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    return failure;
  }

  /** A path that no route has with this verb, but some with others. */
  private otherVerb(error: unknown, request: FastifyRequest): MethodNotAllowedError | undefined {
    if (!(error instanceof NotFoundException)) return undefined;
    const allowed = this.routes.methodsAt(request.url);
    return allowed.length > 0
      ? new MethodNotAllowedError(requestStateOf(request.raw).override ?? request.method, allowed)
      : undefined;
  }
}
