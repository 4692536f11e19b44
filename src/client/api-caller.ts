import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { OperationRoute } from '../common/routes/operation-route.js';
import { traceContextOf } from '../common/trace-context.js';
import { requestIdOf } from '../common/request-id.js';
import { settleWithin, withTimeout } from '../common/with-timeout.js';
import type { EditOptions } from './call-options.js';
import { toVoiceApiError } from './to-voice-api-error.js';
import type { AISessionsClientOptions } from './options.js';
import { retryDelay } from './retry-delay.js';
import { resolveCredentials } from './resolve-credentials.js';
import type { Envelope, ClientTransport } from './client-transport.js';

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_RETRIES = 2;
/** The time for a connection to close, in ms. */
const CLOSE_TIMEOUT_MS = 1_000;

/** Calls operations: adds credentials and ids, applies the timeout, retries, and maps errors to `VoiceApiError`. */
@Injectable()
export class ApiCaller implements OnApplicationShutdown {
  constructor(
    private readonly options: AISessionsClientOptions,
    private readonly transport: ClientTransport,
  ) {}

  /**
   * Calls an operation.
   *
   * @returns The response of the service. Its type is not checked.
   * @throws VoiceApiError, or the reason of `options.signal` if it is aborted.
   */
  async call<Result>(route: OperationRoute, data: object, options: EditOptions = {}): Promise<Result> {
    const { timeout = this.options.timeout ?? DEFAULT_TIMEOUT_MS, signal, ifMatch } = options;
    const requestId = requestIdOf(options.requestId ?? this.options.requestId?.());
    const trace = traceContextOf(options.traceContext ?? this.options.traceContext?.());
    const isChange = route.method !== 'GET';
    const idempotencyKey = isChange ? JSON.stringify(options.idempotencyKey ?? randomUUID()) : undefined;
    const send = async (): Promise<unknown> => {
      const credentials = await resolveCredentials(this.options.credentials);
      const envelope: Envelope = {
        ...{ credentials, requestId, ...trace, data },
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        ...(ifMatch !== undefined && { ifMatch }),
      };
      return withTimeout(
        (attemptSignal) => this.transport.send(route, envelope, { signal: attemptSignal, timeout }),
        timeout,
        signal,
      );
    };
    try {
      return (await this.callWithRetries(send, signal)) as Result;
    } catch (error) {
      throw signal?.aborted ? signal.reason : toVoiceApiError(error, requestId, timeout);
    }
  }

  /** Runs after the application has finished its requests, which may use this client. */
  async onApplicationShutdown(): Promise<void> {
    // Some transports wait for an unavailable broker.
    await settleWithin(
      CLOSE_TIMEOUT_MS,
      Promise.resolve().then(() => this.transport.close()),
    );
  }

  private async callWithRetries(send: () => Promise<unknown>, signal?: AbortSignal): Promise<unknown> {
    const retries = this.options.retries ?? DEFAULT_RETRIES;
    for (let attempts = 1; ; attempts++) {
      try {
        return await send();
      } catch (error) {
        const delayMs = attempts > retries || signal?.aborted ? undefined : retryDelay(attempts, error);
        if (delayMs === undefined) throw error;
        await sleep(delayMs, undefined, { signal });
      }
    }
  }
}
