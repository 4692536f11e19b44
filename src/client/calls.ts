import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { requestIdOf } from '../common/request-id.js';
import { attempt } from './attempt.js';
import type { EditOptions } from './call-options.js';
import { asVoiceApiError } from './failure.js';
import type { Operation } from './operations.js';
import type { AISessionsClientOptions } from './options.js';
import { pause, pauseAfter } from './pause.js';
import { showCredentials } from './show-credentials.js';
import type { Envelope, Transport } from './transport.js';

const TIMEOUT = 5_000;
const RETRIES = 2;
/** How long a connection may take to close, in ms. */
const FAREWELL = 1_000;

/** Makes calls: with credentials and ids, in time, again where that is safe, and with errors that say what they are. */
@Injectable()
export class Calls implements OnApplicationShutdown {
  constructor(
    private readonly options: AISessionsClientOptions,
    private readonly transport: Transport,
  ) {}

  /**
   * Makes a call.
   *
   * @returns The service's answer, which is believed to have the type that the operation gives.
   * @throws VoiceApiError, or the reason of the caller's signal.
   */
  async make<Answer>(operation: Operation, data: object, options: EditOptions = {}): Promise<Answer> {
    const { timeout = this.options.timeout ?? TIMEOUT, signal, ifMatch } = options;
    const requestId = requestIdOf(options.requestId ?? this.options.requestId?.());
    const isChange = operation.method !== 'GET';
    const idempotencyKey = isChange ? JSON.stringify(options.idempotencyKey ?? randomUUID()) : undefined;
    const send = async (): Promise<unknown> => {
      const credentials = await showCredentials(this.options.credentials);
      const envelope: Envelope = {
        ...{ credentials, requestId, data },
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        ...(ifMatch !== undefined && { ifMatch }),
      };
      return attempt((limits) => this.transport.send(operation, envelope, limits), timeout, signal);
    };
    try {
      return (await this.untilAnswered(send, signal)) as Answer;
    } catch (error) {
      throw signal?.aborted ? signal.reason : asVoiceApiError(error, requestId, timeout);
    }
  }

  /** After the app's own calls were answered, since they may be using it. */
  async onApplicationShutdown(): Promise<void> {
    // Some wait for a broker that is away, or stands still, to take its leave.
    await attempt(() => Promise.resolve(this.transport.close()), FAREWELL).catch(() => undefined);
  }

  private async untilAnswered(send: () => Promise<unknown>, signal?: AbortSignal): Promise<unknown> {
    const retries = this.options.retries ?? RETRIES;
    for (let made = 1; ; made++) {
      try {
        return await send();
      } catch (error) {
        const time = made > retries || signal?.aborted ? undefined : pauseAfter(made, error);
        if (time === undefined) throw error;
        await pause(time, signal);
      }
    }
  }
}
