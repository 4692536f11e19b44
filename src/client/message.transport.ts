import { firstValueFrom, fromEvent, takeUntil } from 'rxjs';
import { MAX_REQUEST } from '../common/limits.js';
import type { Operation } from './operations.js';
import type { MessageClient } from './options.js';
import { type Attempt, type Envelope, Refusal, type Transport } from './transport.js';

/** The way by messages, over any of Nest's transports. */
export class MessageTransport implements Transport {
  /** @param wrap What becomes of an envelope where the transport can be told more than that. */
  constructor(
    private readonly client: MessageClient,
    private readonly wrap: (envelope: Envelope, attempt: Attempt) => object = (envelope) => envelope,
  ) {}

  async send({ pattern }: Operation, envelope: Envelope, attempt: Attempt): Promise<unknown> {
    if (Buffer.byteLength(JSON.stringify(envelope)) > MAX_REQUEST) throw tooLarge();
    const answer = this.client.send(pattern, this.wrap(envelope, attempt));
    const ended = fromEvent(attempt.signal, 'abort');
    try {
      return (await firstValueFrom(answer.pipe(takeUntil(ended)), { defaultValue: undefined })) ?? undefined;
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
  }

  close(): unknown {
    return this.client.close();
  }
}

/** By TCP the service would cut off the connection, and with it the calls that share it. */
const tooLarge = (): Refusal =>
  new Refusal(413, {
    errorCode: 'PayloadTooLarge',
    message: `The message is larger than ${MAX_REQUEST.toLocaleString('en')} bytes.`,
  });

function refusalOf(error: unknown): Refusal | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status, responseStatus, retryAfter } = error as Record<string, unknown>;
  if (typeof status !== 'number' || typeof responseStatus !== 'object' || responseStatus === null) return undefined;
  return new Refusal(status, responseStatus, typeof retryAfter === 'number' ? retryAfter : undefined);
}
