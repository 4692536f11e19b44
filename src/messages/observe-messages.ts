import type { MessageHandler } from '@nestjs/microservices';
import { from, isObservable, mergeMap, Observable, of, tap } from 'rxjs';
import type { CallSpan, CallTracer } from '../common/call-span.js';
import { type CallObserver, type EndedCall, UNKNOWN_ROUTE } from '../common/ended-call.js';
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
 * @param tracer Begins the span of each message.
 * @returns The handler.
 */
export function observed(
  handler: MessageHandler,
  extras: Record<string, unknown> | undefined,
  observer: CallObserver | undefined,
  tracer?: CallTracer,
): MessageHandler<MessageCall> {
  const { pattern = UNKNOWN_ROUTE, operation } = (extras ?? {}) as Partial<MessageRoute>;
  return (message, context) => {
    const startedAt = performance.now();
    const call: OperationCall = message;
    const { clientAddress: client, trace: carrier = {} } = message;
    const span = tracer?.({ transport: 'message', route: pattern, client, carrier });
    if (span) message.trace = span.trace;
    const report = (status: number, errorCode?: string): void => {
      const ended: EndedCall = {
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
        client,
      };
      observer?.(ended);
      span?.end(ended);
    };
    const handle = (): Observable<unknown> =>
      from(Promise.resolve(handler(message, context))).pipe(mergeMap(toObservable));
    const replies = span ? within(span, handle) : handle();
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

/** Handles a message within a span: interceptors run when Nest subscribes to the reply. */
function within(span: CallSpan, handle: () => Observable<unknown>): Observable<unknown> {
  const replies = span.run(handle);
  return new Observable((subscriber) => span.run(() => replies.subscribe(subscriber)));
}

const toObservable = (value: unknown): Observable<unknown> => (isObservable(value) ? value : of(value));
