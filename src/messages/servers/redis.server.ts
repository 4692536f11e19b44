import { type MessageHandler, type RedisOptions, ServerRedis } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import { type Packet, readPacket } from '../packet.js';
import type { InFlightMessages } from '../in-flight-messages.js';
import { settleWithin } from '../../common/with-timeout.js';
import { FLUSH_TIMEOUT_MS } from '../message-limits.js';

const SOURCE = { address: 'redis', isBroadcast: true };

/** Messages by Redis, which delivers each of them to every replica. */
export class RedisServer extends ServerRedis {
  private closing: Promise<void> | undefined;
  private lastError: Error | undefined;

  constructor(
    options: NonNullable<RedisOptions['options']>,
    private readonly inFlight: InFlightMessages,
  ) {
    super({
      ...options,
      deserializer: { deserialize: (packet: Packet) => packet },
    });
    inFlight.watch(this);
  }

  /** ioredis fails with "Connection is closed"; the cause is in its last 'error' event. */
  override listen(callback: (error?: unknown) => void): Promise<void> {
    return super.listen((error) => callback(error && (this.lastError ?? error)));
  }

  override registerErrorListener(client: Redis): void {
    super.registerErrorListener(client);
    client.on('error', (error) => (this.lastError = error));
  }

  override bindEvents(sub: Redis, pub: Redis): void {
    const subscribe = sub.subscribe.bind(sub) as (...channels: unknown[]) => Promise<unknown>;
    const handledSubscribe = (...channels: unknown[]): Promise<unknown> => {
      const subscribing = subscribe(...channels);
      // Nest drops the promise.
      subscribing.catch((error: unknown) => {
        this.logger.error(`A subscription failed: ${String(error)}`);
      });
      return subscribing;
    };
    super.bindEvents(Object.assign(sub, { subscribe: handledSubscribe }), pub);
  }

  /** Text that is not JSON has no id to reply to: it becomes an event, which is ignored. */
  override parseMessage(content: string): Packet & Record<string, unknown> {
    try {
      return { ...readPacket(content, SOURCE) };
    } catch {
      return { ...readPacket('{}', SOURCE) };
    }
  }

  override getHandlerByPattern(pattern: string): MessageHandler {
    return this.inFlight.handlerFor(pattern, super.getHandlerByPattern(pattern));
  }

  /** Ignores a message without an id: its sender could not receive an error. */
  override handleEvent(): Promise<void> {
    return Promise.resolve();
  }

  override close(): Promise<void> {
    return (this.closing ??= this.drainAndClose());
  }

  private async drainAndClose(): Promise<void> {
    const [pub, sub] = [this.pubClient, this.subClient] as (Redis | undefined)[];
    if (sub) await settleWithin(FLUSH_TIMEOUT_MS, sub.unsubscribe());
    await this.inFlight.drained();
    await settleWithin(FLUSH_TIMEOUT_MS, super.close()); // Nest would wait without limit for an unavailable broker
    pub?.disconnect();
    sub?.disconnect();
  }
}
