import type { MessageHandler } from '@nestjs/microservices';
import { from, isObservable, mergeMap, type Observable, of, tap } from 'rxjs';
import { type CallObserver, UNKNOWN_ROUTE } from '../common/ended-call.js';
import { traceIdOf } from '../common/trace-context.js';
import type { ErrorReply } from '../content/errors/error-response-writer.js';
import type { MessageCall } from '../content/operations/message-call.js';
import type { OperationCall } from '../content/operations/operation-call.js';

/** What `@OnMessage()` records about a handler. */
export interface MessageRoute {
  readonly pattern: string;
  /** The name of the operation. */
  readonly operation: string;
}

/**
 * @param handler Handles a message, or rejects it.
 * @param extras The `MessageRoute` of the message's pattern; `undefined` if no handler has the pattern.
 * @param observer Is told of each message once it has its reply.
 * @returns The handler.
 */
export function observed(
  handler: MessageHandler,
  extras: Record<string, unknown> | undefined,
  observer: CallObserver,
): MessageHandler<MessageCall> {
  const { pattern = UNKNOWN_ROUTE, operation } = (extras ?? {}) as Partial<MessageRoute>;
  return (message, context) => {
    const startedAt = performance.now();
    const call: OperationCall = message;
    const report = (status: number, errorCode?: string): void =>
      observer({
        transport: 'message',
        requestId: message.id,
        traceId: traceIdOf(message.trace),
        operation,
        route: pattern,
        format: 'json',
        status,
        errorCode,
        durationMs: performance.now() - startedAt,
        user: call.principal?.userName,
        scheme: call.principal?.via,
        client: message.clientAddress,
      });
    const replies = from(Promise.resolve(handler(message, context))).pipe(mergeMap(toObservable));
    return Promise.resolve(
      replies.pipe(
        tap({
          next: (reply) => report(reply === null ? 204 : 200),
          error: (error: ErrorReply) => report(error.status, error.responseStatus.errorCode),
        }),
      ),
    );
  };
}

const toObservable = (value: unknown): Observable<unknown> => (isObservable(value) ? value : of(value));
