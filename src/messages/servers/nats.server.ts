import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { type MessageHandler, type NatsOptions, ServerNats } from '@nestjs/microservices';
import { MAX_REQUEST_BYTES } from '../../common/limits.js';
import { MESSAGE_QUEUE } from '../../common/message-address.js';
import { notJson, type Packet, packetOf, rejectedPacket, tooLarge } from '../packet.js';
import type { InFlightMessages } from '../in-flight-messages.js';
import { settleWithin } from '../../common/with-timeout.js';
import { FLUSH_TIMEOUT_MS } from '../message-limits.js';

const SOURCE = { address: 'nats', isBroadcast: false };

/** Messages by NATS. */
export class NatsServer extends ServerNats {
  private readonly ownSubscriptions: Subscription[] = [];
  private closing: Promise<void> | undefined;

  constructor(
    options: NonNullable<NatsOptions['options']>,
    private readonly inFlight: InFlightMessages,
  ) {
    super({ ...options, name: MESSAGE_QUEUE, queue: MESSAGE_QUEUE, deserializer: { deserialize: read } });
    inFlight.watch(this);
  }

  override bindEvents(client: NatsConnection): void {
    const subscribe: NatsConnection['subscribe'] = (subject, options) => {
      const subscription = client.subscribe(subject, options);
      this.ownSubscriptions.push(subscription);
      return subscription;
    };
    super.bindEvents({ subscribe });
  }

  override getHandlerByPattern(pattern: string): MessageHandler {
    return this.inFlight.handlerFor(pattern, super.getHandlerByPattern(pattern));
  }

  /** Ignores a message without a reply subject: its sender could not receive an error. */
  override handleEvent(): Promise<void> {
    return Promise.resolve();
  }

  override close(): Promise<void> {
    return (this.closing ??= this.drainAndClose());
  }

  private async drainAndClose(): Promise<void> {
    await settleWithin(
      FLUSH_TIMEOUT_MS,
      Promise.all(this.ownSubscriptions.map((subscription) => subscription.drain())),
    );
    await this.inFlight.drained();
    if (this.ownSubscriptions.length > 0) await settleWithin(FLUSH_TIMEOUT_MS, this.unwrap<NatsConnection>().flush());
    await super.close();
  }
}

/** A message with a reply subject gets a reply even without an id, so that its sender receives every error. */
function read(message: Msg): Packet {
  if (message.data.length > MAX_REQUEST_BYTES) return rejectedPacket(tooLarge(), SOURCE);
  let json: unknown;
  try {
    json = message.json();
  } catch {
    return rejectedPacket(notJson(), SOURCE);
  }
  const packet = packetOf(json, SOURCE);
  return message.reply ? { ...packet, id: packet.id ?? '' } : packet;
}
