import { setImmediate as nextEventLoopTurn } from 'node:timers/promises';
import type { CustomTransportStrategy, MessageHandler, Server } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { CallTracer } from '../common/call-span.js';
import type { CallObserver } from '../common/ended-call.js';
import { type DomainError, NotFoundError, ServiceUnavailableError } from '../common/errors.js';
import { SHUTDOWN_GRACE_MS } from '../common/limits.js';
import { toErrorReply } from '../content/errors/error-response-writer.js';
import type { MessageCall } from '../content/operations/message-call.js';
import type { ConnectionConcurrencyLimiter } from './connection-concurrency-limiter.js';
import { MAX_IN_FLIGHT_MESSAGES } from './message-limits.js';
import { observed } from './observe-messages.js';
import { settleWithin } from '../common/with-timeout.js';

/** How many characters of an unknown pattern its error message repeats. */
const MAX_ECHOED_PATTERN_LENGTH = 100;

/** What the servers of all transports have in common. */
export type MessageServer = CustomTransportStrategy &
  Pick<Server, 'close' | 'unwrap' | 'setOnProcessingStartHook' | 'setOnProcessingEndHook'> & {
    readonly status: Observable<string>;
  };

/** The messages in progress: limits their number, and waits for the last of them when the service stops. */
export class InFlightMessages {
  private count = 0;
  private isClosed = false;
  private onIdle: (() => void) | undefined;

  /**
   * @param limit How many messages may be in progress.
   * @param observer Is told of each message once it has its reply.
   * @param tracer Begins the span of each message.
   */
  constructor(
    private readonly limit = MAX_IN_FLIGHT_MESSAGES,
    private readonly observer?: CallObserver,
    private readonly tracer?: CallTracer,
  ) {}

  /**
   * Counts the messages that a server handles.
   *
   * @param limiterOf The limiter of the connection that a message arrived on, for a transport with one socket per client.
   */
  watch(
    server: Pick<MessageServer, 'setOnProcessingStartHook' | 'setOnProcessingEndHook'>,
    limiterOf?: (context: unknown) => ConnectionConcurrencyLimiter,
  ): void {
    const begin = async (_transport: unknown, context: unknown, work: () => Promise<unknown>): Promise<unknown> => {
      this.count++;
      if (!limiterOf || (await limiterOf(context).acquire())) return work();
      this.end();
      return undefined;
    };
    // Nest declares the hook as void, but awaits its result and handles its rejection.
    server.setOnProcessingStartHook((...message): unknown => begin(...message));
    server.setOnProcessingEndHook((_transport, context) => {
      limiterOf?.(context).release();
      this.end();
    });
  }

  private end(): void {
    if (--this.count === 0) this.onIdle?.();
  }

  /** @returns The handler for a pattern: `registered`, or one that replies with an error. */
  handlerFor(pattern: string | undefined, registered: MessageHandler | null): MessageHandler {
    const handler = this.chooseHandler(pattern, registered);
    if (!this.observer && !this.tracer) return handler;
    return observed(handler, registered?.extras, this.observer, this.tracer);
  }

  private chooseHandler(pattern: string | undefined, registered: MessageHandler | null): MessageHandler {
    if (this.isClosed || this.count >= this.limit) return rejectWith(new ServiceUnavailableError());
    return (
      registered ??
      rejectWith(
        new NotFoundError(`The operation '${(pattern ?? '').slice(0, MAX_ECHOED_PATTERN_LENGTH)}' does not exist.`),
      )
    );
  }

  /** Rejects every message from now on. */
  close(): void {
    this.isClosed = true;
  }

  /** Waits until every message in progress has its reply, for `SHUTDOWN_GRACE_MS` at most. */
  async drained(): Promise<void> {
    await settleWithin(
      SHUTDOWN_GRACE_MS,
      new Promise<void>((resolve) => {
        this.onIdle = resolve;
        if (this.count === 0) resolve();
      }),
    );
    await nextEventLoopTurn(); // the servers write the last replies in this turn
  }
}

const rejectWith =
  (error: DomainError): MessageHandler<MessageCall> =>
  (message) =>
    Promise.resolve(throwError(() => toErrorReply(message.readError ?? error)));
