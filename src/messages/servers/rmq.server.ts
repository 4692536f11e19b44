import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type MessageHandler, type RmqContext, ServerRMQ, type WritePacket } from '@nestjs/microservices';
import type { ChannelWrapper } from 'amqp-connection-manager';
import type { Channel, ConsumeMessage, MessageProperties } from 'amqplib';
import type { Observable } from 'rxjs';
import { MAX_REQUEST_BYTES } from '../../common/limits.js';
import { rabbitOptions } from '../../common/message-address.js';
import { toErrorReply } from '../../content/errors/error-response-writer.js';
import { notJson, type Packet, packetOf, refused, tooLarge } from '../packet.js';
import { FLUSH_TIMEOUT_MS, type InFlightMessages, within } from '../in-flight-messages.js';

const SOURCE = { address: 'amqp', isBroadcast: false };
/** How many messages a replica takes before it has acknowledged the first. */
const PREFETCH_COUNT = 256;

/**
 * Messages by RabbitMQ. One with an idempotency key is acknowledged once it is answered, so that another replica does it
 * where this one ends; one without before it is done, so that it is never done twice.
 */
export class RmqServer extends ServerRMQ {
  /** The properties of the messages that are acknowledged with their answer. */
  private readonly unanswered = new WeakSet<MessageProperties>();
  /** The messages without a key that are about to be done. */
  private readonly taking = new Set<Promise<unknown>>();
  private asking: Promise<unknown> | undefined;
  /** The replies that the broker has not taken yet. */
  private readonly sending = new Set<Promise<unknown>>();
  private intake: Channel | undefined;
  private closing: Promise<void> | undefined;

  constructor(
    url: URL,
    private readonly traffic: InFlightMessages,
  ) {
    super({
      ...rabbitOptions(url),
      noAck: false,
      prefetchCount: PREFETCH_COUNT,
      consumerTag: randomUUID(),
      maxConnectionAttempts: 1,
    });
    this.deserializer = { deserialize: this.read };
    traffic.watch(this);
  }

  override async setupChannel(channel: Channel, callback: () => void): Promise<void> {
    this.intake = channel;
    await super.setupChannel(channel, callback);
  }

  override async handleMessage(delivered: object | null, channel: Channel): Promise<void> {
    if (!delivered) return; // the queue was deleted
    const message = delivered as ConsumeMessage;
    const { content, properties } = message;
    if (content.length <= MAX_REQUEST_BYTES && isText(properties.replyTo)) return super.handleMessage(message, channel);
    channel.ack(message);
    if (!isText(properties.replyTo)) return; // nobody could be told of an error: nothing is done
    this.deliver({ err: toErrorReply(tooLarge()), isDisposed: true }, properties);
  }

  /** @returns What the caller looks at: a promise, where there is one. */
  protected override handleRequest(
    context: RmqContext,
    produce: () => Promise<Observable<unknown>>,
    respond: (data: WritePacket) => Promise<unknown> | undefined,
  ): unknown {
    const { properties } = context.getMessage() as ConsumeMessage;
    const handle = (): unknown => super.handleRequest(context, produce, respond);
    if (this.unanswered.has(properties)) return handle();
    acknowledge(context);
    const taken = this.whenKnown(context.getChannelRef() as Channel)
      // Where the broker does not come to know, it gives the message to another.
      .then(handle, () => undefined)
      .finally(() => this.taking.delete(taken));
    this.taking.add(taken);
    return taken;
  }

  /** Once the broker knows what was acknowledged until now: it takes up a channel's requests one after the other. */
  private whenKnown(channel: Channel): Promise<unknown> {
    return (this.asking ??= turn().then(() => {
      this.asking = undefined;
      return channel.prefetch(PREFETCH_COUNT); // as it is already
    }));
  }

  override sendMessage(reply: unknown, _replyTo: string, _correlationId: string, context: RmqContext): void {
    const { properties } = context.getMessage() as ConsumeMessage;
    this.deliver(reply, properties, () => {
      if (this.unanswered.delete(properties)) acknowledge(context);
    });
  }

  override getHandlerByPattern(pattern: string): MessageHandler {
    return this.traffic.handlerFor(pattern, super.getHandlerByPattern(pattern));
  }

  override close(): Promise<void> {
    return (this.closing ??= this.finish());
  }

  private async finish(): Promise<void> {
    const { consumerTag } = this.options;
    if (this.intake && consumerTag) await within(FLUSH_TIMEOUT_MS, this.intake.cancel(consumerTag));
    await within(FLUSH_TIMEOUT_MS, Promise.all(this.taking));
    await this.traffic.drained();
    await within(FLUSH_TIMEOUT_MS, Promise.all(this.sending));
    await within(FLUSH_TIMEOUT_MS, super.close());
  }

  /** Nest would let go of a reply at once, though it may wait for the broker, and may be refused by it. */
  private deliver(reply: unknown, { replyTo, correlationId }: MessageProperties, onTaken?: () => void): void {
    const content = Buffer.from(JSON.stringify(reply));
    const sent = (this.channel as ChannelWrapper)
      .sendToQueue(replyTo as string, content, { correlationId: correlationId as string | undefined })
      .then(onTaken)
      .catch((error: unknown) => new Logger('Messages').warn(`An answer was not delivered: ${String(error)}`))
      .finally(() => this.sending.delete(sent));
    this.sending.add(sent);
  }

  private readonly read = (json: unknown, properties?: object): Packet => {
    const packet = typeof json === 'string' ? refused(notJson(), SOURCE) : packetOf(json, SOURCE);
    if (properties && packet.data.hasIdempotencyKey) this.unanswered.add(properties as MessageProperties);
    return { ...packet, id: packet.id ?? '' };
  };
}

const acknowledge = (context: RmqContext): void =>
  (context.getChannelRef() as Channel).ack(context.getMessage() as ConsumeMessage);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
