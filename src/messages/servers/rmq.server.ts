import { randomUUID } from 'node:crypto';
import { setImmediate as nextEventLoopTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type MessageHandler, type RmqContext, ServerRMQ, type WritePacket } from '@nestjs/microservices';
import type { AmqpConnectionManager, ChannelWrapper } from 'amqp-connection-manager';
import type { Channel, ConsumeMessage, MessageProperties } from 'amqplib';
import type { Observable } from 'rxjs';
import { MAX_REQUEST_BYTES } from '../../common/limits.js';
import { rabbitOptions } from '../../common/message-address.js';
import { toErrorReply } from '../../content/errors/error-response-writer.js';
import type { InFlightMessages } from '../in-flight-messages.js';
import { notJson, type Packet, packetOf, rejectedPacket, tooLarge } from '../packet.js';
import { settleWithin } from '../../common/with-timeout.js';
import { FLUSH_TIMEOUT_MS } from '../message-limits.js';

const SOURCE = { address: 'amqp', isBroadcast: false };
/** How many unacknowledged messages RabbitMQ delivers to a replica. */
const PREFETCH_COUNT = 256;

/**
 * Messages by RabbitMQ. A message with an idempotency key is acknowledged after its reply, so that another replica
 * executes it if this one crashes. A message without a key is acknowledged before it is executed, so that it is never
 * executed twice.
 */
export class RmqServer extends ServerRMQ {
  /** The properties of the messages that are acknowledged after their reply. */
  private readonly acknowledgedLate = new WeakSet<MessageProperties>();
  private readonly requestIds = new WeakMap<MessageProperties, string>();
  /** The messages without a key whose acknowledgement RabbitMQ may not have processed yet, or that have just begun. */
  private readonly beginning = new Set<Promise<unknown>>();
  /** For each channel, the round trip that confirms its acknowledgements. */
  private readonly confirmations = new WeakMap<Channel, Promise<unknown>>();
  /** The replies that RabbitMQ has not confirmed yet. */
  private readonly unconfirmedReplies = new Set<Promise<unknown>>();
  private consumer: Channel | undefined;
  private closing: Promise<void> | undefined;
  private listening: ((error?: unknown) => void) | undefined;

  constructor(
    url: URL,
    private readonly inFlight: InFlightMessages,
  ) {
    super({
      ...rabbitOptions(url),
      noAck: false,
      prefetchCount: PREFETCH_COUNT,
      consumerTag: randomUUID(),
      maxConnectionAttempts: 1,
    });
    this.deserializer = { deserialize: this.read };
    inFlight.watch(this);
  }

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    this.listening = callback;
    await super.listen(callback);
  }

  override async createClient<T>(): Promise<T> {
    const client = await super.createClient<AmqpConnectionManager>();
    const createChannel = client.createChannel.bind(client);
    // Without a listener, an error while the channel is set up would end the process. The channel is set up again when
    // the connection is.
    client.createChannel = (options) => createChannel(options).on('error', this.channelFailed);
    return client as T;
  }

  override async setupChannel(channel: Channel, callback: () => void): Promise<void> {
    this.consumer = channel;
    channel.on('error', this.channelFailed);
    const consume = channel.consume.bind(channel);
    channel.consume = (...args) => {
      const consuming = consume(...args);
      consuming.catch(this.channelFailed); // Nest drops the promise
      return consuming;
    };
    await super.setupChannel(channel, callback);
  }

  override async handleMessage(delivered: object | null, channel: Channel): Promise<void> {
    if (!delivered) return; // RabbitMQ cancelled the consumer: the queue was deleted
    const message = delivered as ConsumeMessage;
    const { content, properties } = message;
    if (content.length <= MAX_REQUEST_BYTES && isNonEmptyText(properties.replyTo))
      return super.handleMessage(message, channel);
    channel.ack(message);
    if (!isNonEmptyText(properties.replyTo)) return; // ignored: the sender could not receive an error
    this.sendReply({ err: toErrorReply(tooLarge()), isDisposed: true }, properties);
  }

  /** @returns A promise if the message is begun later; Nest's caller awaits it. */
  protected override handleRequest(
    context: RmqContext,
    produce: () => Promise<Observable<unknown>>,
    respond: (data: WritePacket) => Promise<unknown> | undefined,
  ): unknown {
    const { properties } = context.getMessage() as ConsumeMessage;
    const handle = (): unknown => super.handleRequest(context, produce, respond);
    if (this.acknowledgedLate.has(properties)) return handle();
    acknowledge(context);
    const begun = this.confirmAcknowledgements(context.getChannelRef() as Channel)
      // If the channel closes first, RabbitMQ delivers the message again, perhaps to another replica.
      .then(handle, () => undefined)
      .finally(() => this.beginning.delete(begun));
    this.beginning.add(begun);
    return begun;
  }

  /**
   * Waits until RabbitMQ has processed the acknowledgements sent on a channel in this turn of the event loop: it
   * processes a channel's commands in order, so it replies to a later one afterwards. All messages of one turn share it.
   */
  private confirmAcknowledgements(channel: Channel): Promise<unknown> {
    let confirmation = this.confirmations.get(channel);
    if (!confirmation) {
      confirmation = nextEventLoopTurn().then(() => {
        this.confirmations.delete(channel);
        return channel.prefetch(PREFETCH_COUNT); // no change: the cheapest command with a reply
      });
      this.confirmations.set(channel, confirmation);
    }
    return confirmation;
  }

  override sendMessage(reply: unknown, _replyTo: string, _correlationId: string, context: RmqContext): void {
    const { properties } = context.getMessage() as ConsumeMessage;
    this.sendReply(reply, properties, () => {
      if (this.acknowledgedLate.delete(properties)) acknowledge(context);
    });
  }

  override getHandlerByPattern(pattern: string): MessageHandler {
    return this.inFlight.handlerFor(pattern, super.getHandlerByPattern(pattern));
  }

  override close(): Promise<void> {
    return (this.closing ??= this.drainAndClose());
  }

  private async drainAndClose(): Promise<void> {
    const { consumerTag } = this.options;
    if (this.consumer && consumerTag) await settleWithin(FLUSH_TIMEOUT_MS, this.consumer.cancel(consumerTag));
    await settleWithin(FLUSH_TIMEOUT_MS, Promise.all(this.beginning));
    await this.inFlight.drained();
    await settleWithin(FLUSH_TIMEOUT_MS, Promise.all(this.unconfirmedReplies));
    await settleWithin(FLUSH_TIMEOUT_MS, super.close());
  }

  /** Unlike Nest's method, this one waits for RabbitMQ's confirmation and logs a rejected reply. */
  private sendReply(reply: unknown, properties: MessageProperties, onConfirmed?: () => void): void {
    const content = Buffer.from(JSON.stringify(reply));
    const correlationId = properties.correlationId as string | undefined;
    const sent = (this.channel as ChannelWrapper)
      .sendToQueue(properties.replyTo as string, content, { correlationId })
      .then(onConfirmed)
      .catch((error: unknown) => {
        const requestId = this.requestIds.get(properties);
        new Logger('Messages').warn(`A reply was not delivered: ${String(error)}`, { requestId });
      })
      .finally(() => this.unconfirmedReplies.delete(sent));
    this.unconfirmedReplies.add(sent);
  }

  /** Fails the start if that waits for the channel; Nest ignores the call later. */
  private readonly channelFailed = (error: unknown): void => {
    new Logger('Messages').warn(`The channel to RabbitMQ failed: ${String(error)}`);
    this.listening?.(error);
  };

  private readonly read = (json: unknown, properties?: object): Packet => {
    const packet = typeof json === 'string' ? rejectedPacket(notJson(), SOURCE) : packetOf(json, SOURCE);
    if (properties) {
      this.requestIds.set(properties as MessageProperties, packet.data.id);
      if (packet.data.hasIdempotencyKey) this.acknowledgedLate.add(properties as MessageProperties);
    }
    return { ...packet, id: packet.id ?? '' };
  };
}

const acknowledge = (context: RmqContext): void =>
  (context.getChannelRef() as Channel).ack(context.getMessage() as ConsumeMessage);

const isNonEmptyText = (value: unknown): value is string => typeof value === 'string' && value !== '';
