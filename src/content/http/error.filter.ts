import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, throwError } from 'rxjs';
import { type DomainError, MethodNotAllowedError } from '../../common/errors.js';
import { traceIdOf } from '../../common/trace-context.js';
import type { CallIds } from '../operations/operation-call.js';
import { errorCodeOf, toDomainError, toErrorReply, writeErrorResponse } from '../errors/error-response-writer.js';
import { STATUS_OF } from '../errors/error-statuses.js';
import { callOf } from '../operations/call-of.js';
import { httpCallOf } from '../operations/http-call.js';
import { formatPreferenceOf, requestStateOf } from '../operations/request-state.js';
import { withoutBasicChallenge } from './browser-security.js';
import type { RouteTable } from './route-table.js';

/**
 * Responds to every error of either transport: of guards, parsers, validation and handlers, and to unknown routes.
 * `HttpServer` creates it, because Fastify needs it before Nest's container exists; `ContentModule` registers it.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Error');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    if (host.getType() === 'rpc') {
      const call = callOf(host);
      return throwError(() => toErrorReply(this.toLoggedError(error, call), call));
    }
    const http = host.switchToHttp();
    this.respond(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return undefined;
  }

  /** Sends an error response. Fastify's `frameworkErrors` calls it for requests that do not reach Nest. */
  readonly respond = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const domainError = this.toLoggedError(this.methodNotAllowed(error, request) ?? error, httpCallOf(request));
    if (reply.sent) return;
    requestStateOf(request.raw).errorCode = errorCodeOf(domainError);
    const { status, headers, body } = writeErrorResponse(
      withoutBasicChallenge(domainError, request),
      formatPreferenceOf(request),
      httpCallOf(request),
    );
    void reply
      .code(status)
      .headers({ 'x-request-id': request.id, ...headers })
      .send(body);
  };

  /** Logs an error that the caller gets no details of. */
  private toLoggedError(error: unknown, { id: requestId, trace }: CallIds): DomainError {
    const domainError = toDomainError(error);
    if (STATUS_OF[domainError.code] === 500) {
      this.logger.error(error instanceof Error ? error.stack : String(error), {
        requestId,
        traceId: traceIdOf(trace),
      });
    }
    return domainError;
  }

  /** Nest throws NotFoundException also for a path that has routes with other methods. */
  private methodNotAllowed(error: unknown, request: FastifyRequest): MethodNotAllowedError | undefined {
    if (!(error instanceof NotFoundException)) return undefined;
    const allowed = this.routes.methodsAt(request.url);
    return allowed.length > 0
      ? new MethodNotAllowedError(requestStateOf(request.raw).override ?? request.method, allowed)
      : undefined;
  }
}
