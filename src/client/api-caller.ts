import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { requestIdOf } from '../common/request-id.js';
import { withTimeout } from './with-timeout.js';
import type { EditOptions } from './call-options.js';
import { toVoiceApiError } from './to-voice-api-error.js';
import type { RemoteOperation } from './remote-operations.js';
import type { AISessionsClientOptions } from './options.js';
import { pause, retryDelay } from './retry-delay.js';
import { resolveCredentials } from './resolve-credentials.js';
import type { Envelope, ClientTransport } from './client-transport.js';

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_RETRIES = 2;
/** How long a connection may take to close, in ms. */
const CLOSE_TIMEOUT_MS = 1_000;

/** Makes calls: with credentials and ids, in time, again where that is safe, and with errors that say what they are. */
@Injectable()
export class ApiCaller implements OnApplicationShutdown {
  constructor(
    private readonly options: AISessionsClientOptions,
    private readonly transport: ClientTransport,
  ) {}

  /**
   * Makes a call.
   *
   * @returns The service's answer, which is believed to have the type that the operation gives.
   * @throws VoiceApiError, or the reason of the caller's signal.
   */
  async call<Answer>(operation: RemoteOperation, data: object, options: EditOptions = {}): Promise<Answer> {
    const { timeout = this.options.timeout ?? DEFAULT_TIMEOUT_MS, signal, ifMatch } = options;
    const requestId = requestIdOf(options.requestId ?? this.options.requestId?.());
    const isChange = operation.method !== 'GET';
    const idempotencyKey = isChange ? JSON.stringify(options.idempotencyKey ?? randomUUID()) : undefined;
    const send = async (): Promise<unknown> => {
      const credentials = await resolveCredentials(this.options.credentials);
      const envelope: Envelope = {
        ...{ credentials, requestId, data },
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        ...(ifMatch !== undefined && { ifMatch }),
      };
      return withTimeout((limits) => this.transport.send(operation, envelope, limits), timeout, signal);
    };
    try {
      return (await this.callWithRetries(send, signal)) as Answer;
    } catch (error) {
      throw signal?.aborted ? signal.reason : toVoiceApiError(error, requestId, timeout);
    }
  }

  /** After the app's own calls were answered, since they may be using it. */
  async onApplicationShutdown(): Promise<void> {
    // Some wait for a broker that is away, or stands still, to take its leave.
    await withTimeout(() => Promise.resolve(this.transport.close()), CLOSE_TIMEOUT_MS).catch(() => undefined);
  }

  private async callWithRetries(send: () => Promise<unknown>, signal?: AbortSignal): Promise<unknown> {
    const retries = this.options.retries ?? DEFAULT_RETRIES;
    for (let made = 1; ; made++) {
      try {
        return await send();
      } catch (error) {
        const time = made > retries || signal?.aborted ? undefined : retryDelay(made, error);
        if (time === undefined) throw error;
        await pause(time, signal);
      }
    }
  }
}
