import { firstValueFrom, fromEvent, takeUntil } from 'rxjs';
import { MAX_REQUEST_BYTES } from '../common/limits.js';
import type { OperationRoute } from '../common/routes/operation-route.js';
import type { MessageClient } from './options.js';
import { type AttemptLimits, type Envelope, ApiErrorResponse, type ClientTransport } from './client-transport.js';

/** Sends calls by message, over any of Nest's transports. */
export class MessageTransport implements ClientTransport {
  /** @param wrap Adds options of the transport to an envelope. */
  constructor(
    private readonly client: MessageClient,
    private readonly wrap: (envelope: Envelope, attempt: AttemptLimits) => object = (envelope) => envelope,
  ) {}

  async send({ pattern }: OperationRoute, envelope: Envelope, attempt: AttemptLimits): Promise<unknown> {
    if (Buffer.byteLength(JSON.stringify(envelope)) > MAX_REQUEST_BYTES) throw tooLarge();
    const reply = this.client.send(pattern, this.wrap(envelope, attempt));
    const aborted = fromEvent(attempt.signal, 'abort');
    try {
      return (await firstValueFrom(reply.pipe(takeUntil(aborted)), { defaultValue: undefined })) ?? undefined;
    } catch (error) {
      throw errorResponseOf(error) ?? error;
    }
  }

  close(): unknown {
    return this.client.close();
  }
}

/** The service would close a TCP connection that sends a larger message, and fail the other calls on it. */
const tooLarge = (): ApiErrorResponse =>
  new ApiErrorResponse(413, {
    errorCode: 'PayloadTooLarge',
    message: `The message is larger than ${MAX_REQUEST_BYTES.toLocaleString('en')} bytes.`,
  });

function errorResponseOf(error: unknown): ApiErrorResponse | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status, responseStatus, retryAfter } = error as Record<string, unknown>;
  if (typeof status !== 'number' || typeof responseStatus !== 'object' || responseStatus === null) return undefined;
  return new ApiErrorResponse(status, responseStatus, typeof retryAfter === 'number' ? retryAfter : undefined);
}
