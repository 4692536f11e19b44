import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { type MessageHandler, type NatsOptions, ServerNats } from '@nestjs/microservices';
import { MAX_REQUEST_BYTES } from '../../common/limits.js';
import { MESSAGE_QUEUE } from '../../common/message-address.js';
import { notJson, type Packet, packetOf, refused, tooLarge } from '../packet.js';
import { FLUSH_TIMEOUT_MS, type InFlightMessages, within } from '../in-flight-messages.js';

const SOURCE = { address: 'nats', isBroadcast: false };

/** Messages by NATS. */
export class NatsServer extends ServerNats {
  private readonly intake: Subscription[] = [];
  private closing: Promise<void> | undefined;

  constructor(
    options: NonNullable<NatsOptions['options']>,
    private readonly traffic: InFlightMessages,
  ) {
    super({ ...options, name: MESSAGE_QUEUE, queue: MESSAGE_QUEUE, deserializer: { deserialize: read } });
    traffic.watch(this);
  }

  override bindEvents(client: NatsConnection): void {
    const subscribe: NatsConnection['subscribe'] = (subject, options) => {
      const subscription = client.subscribe(subject, options);
      this.intake.push(subscription);
      return subscription;
    };
    super.bindEvents({ subscribe });
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
    await within(FLUSH_TIMEOUT_MS, Promise.all(this.intake.map((subscription) => subscription.drain())));
    await this.traffic.drained();
    if (this.intake.length > 0) await within(FLUSH_TIMEOUT_MS, this.unwrap<NatsConnection>().flush());
    await super.close();
  }
}

/** Where a reply is waited for, it is told of every mistake, though it says no id. */
function read(message: Msg): Packet {
  if (message.data.length > MAX_REQUEST_BYTES) return refused(tooLarge(), SOURCE);
  let json: unknown;
  try {
    json = message.json();
  } catch {
    return refused(notJson(), SOURCE);
  }
  const packet = packetOf(json, SOURCE);
  return message.reply ? { ...packet, id: packet.id ?? '' } : packet;
}
