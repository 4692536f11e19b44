import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { CustomTransportStrategy, MessageHandler, Server } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import { type DomainError, NotFoundError, ServiceUnavailableError } from '../common/errors.js';
import { toErrorReply } from '../content/errors/error-response-writer.js';
import type { MessageCall } from '../content/operations/message-call.js';
import type { ConnectionConcurrencyLimiter } from './connection-concurrency-limiter.js';
import { MAX_IN_FLIGHT_MESSAGES } from './message-limits.js';

/** How long messages under way may take to finish once the service is told to stop, in ms. */
const SHUTDOWN_GRACE_MS = 8_000;
/** How long the last answers may take to be taken once everything is done, in ms. */
export const FLUSH_TIMEOUT_MS = 500;
/** How much of an unknown pattern is said back. */
const MAX_ECHOED_PATTERN_LENGTH = 100;

/** A transport's server, as far as they are all alike. */
export type MessageServer = CustomTransportStrategy &
  Pick<Server, 'close' | 'unwrap' | 'setOnProcessingStartHook' | 'setOnProcessingEndHook'> & {
    readonly status: Observable<string>;
  };

/** The messages under way: counts them, turns away those that are too many, and waits for them at the end. */
export class InFlightMessages {
  private count = 0;
  private isClosed = false;
  private onIdle: (() => void) | undefined;

  /** @param limit How many may be under way at once. */
  constructor(private readonly limit = MAX_IN_FLIGHT_MESSAGES) {}

  /**
   * Counts what a server handles.
   *
   * @param lineOf The line in which a message waits for its turn, where there are lines.
   */
  watch(
    server: Pick<MessageServer, 'setOnProcessingStartHook' | 'setOnProcessingEndHook'>,
    lineOf?: (context: unknown) => ConnectionConcurrencyLimiter,
  ): void {
    const begin = async (_transport: unknown, context: unknown, work: () => Promise<unknown>): Promise<unknown> => {
      this.count++;
      if (!lineOf || (await lineOf(context).acquire())) return work();
      this.end();
      return undefined;
    };
    server.setOnProcessingStartHook((...message): unknown => begin(...message)); // Nest waits for it, and sees it fail
    server.setOnProcessingEndHook((_transport, context) => {
      lineOf?.(context).release();
      this.end();
    });
  }

  private end(): void {
    if (--this.count === 0) this.onIdle?.();
  }

  /** @returns What handles a message with this pattern, if only by an error. */
  handlerFor(pattern: string | undefined, found: MessageHandler | null): MessageHandler {
    if (this.isClosed || this.count >= this.limit) return refuse(new ServiceUnavailableError());
    return (
      found ??
      refuse(new NotFoundError(`There is no operation '${(pattern ?? '').slice(0, MAX_ECHOED_PATTERN_LENGTH)}'.`))
    );
  }

  /** From now on every message is turned away. */
  close(): void {
    this.isClosed = true;
  }

  /** Waits until everything under way has been answered, within bounds. */
  async drained(): Promise<void> {
    await within(
      SHUTDOWN_GRACE_MS,
      new Promise<void>((resolve) => {
        this.onIdle = resolve;
        if (this.count === 0) resolve();
      }),
    );
    await turn(); // the last answers are written in this turn of the event loop
  }
}

/** Waits for a promise, whatever comes of it, for so many ms at most. */
export async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const late = sleep(ms, undefined, { signal: stop.signal });
  await Promise.allSettled([Promise.race([promise, late])]);
  stop.abort();
  await Promise.allSettled([late]);
}

const refuse =
  (error: DomainError): MessageHandler<MessageCall> =>
  (message) =>
    Promise.resolve(throwError(() => toErrorReply(message.readError ?? error)));
