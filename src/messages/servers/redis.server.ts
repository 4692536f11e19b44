import { type MessageHandler, type RedisOptions, ServerRedis } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import { type Packet, readPacket } from '../packet.js';
import { FLUSH_TIMEOUT_MS, type InFlightMessages, within } from '../in-flight-messages.js';

const SOURCE = { address: 'redis', isBroadcast: true };

/** Messages by Redis, which gives each of them to every replica. */
export class RedisServer extends ServerRedis {
  private closing: Promise<void> | undefined;
  private lastError: Error | undefined;

  constructor(
    options: NonNullable<RedisOptions['options']>,
    private readonly traffic: InFlightMessages,
  ) {
    super({
      ...options,
      deserializer: { deserialize: (packet: Packet) => packet },
    });
    traffic.watch(this);
  }

  /** A connection that fails says only that it is closed; why, it has said before. */
  override listen(callback: (error?: unknown) => void): Promise<void> {
    return super.listen((error) => callback(error && (this.lastError ?? error)));
  }

  override registerErrorListener(client: Redis): void {
    super.registerErrorListener(client);
    client.on('error', (error) => (this.lastError = error));
  }

  /** What is no JSON has no id to reply to. */
  override parseMessage(content: string): Packet & Record<string, unknown> {
    try {
      return { ...readPacket(content, SOURCE) };
    } catch {
      return { ...readPacket('{}', SOURCE) };
    }
  }

  override getHandlerByPattern(pattern: string): MessageHandler {
    return this.traffic.handlerFor(pattern, super.getHandlerByPattern(pattern));
  }

  /** Who waits for no reply could not be told of an error: nothing is done. */
  override handleEvent(): Promise<void> {
    return Promise.resolve();
  }

  override close(): Promise<void> {
    return (this.closing ??= this.finish());
  }

  private async finish(): Promise<void> {
    const [pub, sub] = [this.pubClient, this.subClient] as (Redis | undefined)[];
    if (sub) await within(FLUSH_TIMEOUT_MS, sub.unsubscribe());
    await this.traffic.drained();
    await within(FLUSH_TIMEOUT_MS, super.close()); // would wait for a broker that is away
    pub?.disconnect();
    sub?.disconnect();
  }
}
