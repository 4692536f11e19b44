import { once } from 'node:events';
import { connect } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import type { CallTracer } from '../common/call-span.js';
import type { CallObserver } from '../common/ended-call.js';
import { StartError } from '../common/errors.js';
import { hostOf } from '../common/message-address.js';
import { deadlineIn, retryUntil } from '../common/retry-until.js';
import { TimeoutError, withTimeout } from '../common/with-timeout.js';
import type { Env } from '../config/env.js';
import { type MessageServer, InFlightMessages } from './in-flight-messages.js';
import { transports } from './transports.js';

/** The pause between two attempts to reach the broker, in ms. */
const RETRY_INTERVAL_MS = 500;
/** How long the broker may take to accept a connection, or the service's subscriptions, in ms. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Runs the Nest microservice of the transport that `TRANSPORT_URL` names. Without that setting it does nothing. */
export class MessageTransportHost {
  private server: MessageServer | undefined;
  private status = 'disconnected';
  private readonly url: URL | undefined;

  /**
   * @param observer Is told of each message once it has its reply.
   * @param tracer Begins the span of each message.
   */
  constructor(
    private readonly env: Pick<Env, 'TRANSPORT_URL' | 'TRANSPORT_START_TIMEOUT'>,
    private readonly observer?: CallObserver,
    private readonly tracer?: CallTracer,
  ) {
    this.url = env.TRANSPORT_URL === undefined ? undefined : new URL(env.TRANSPORT_URL);
  }

  /** The transport's address without user and password; undefined if the service receives no messages. */
  get address(): string | undefined {
    if (!this.url) return undefined;
    const { protocol, hostname, host } = this.url;
    const port = protocol === 'tcp:' && this.server ? boundPort(this.server) : undefined;
    return `${protocol}//${port === undefined ? host : `${hostname}:${port}`}`;
  }

  /** Whether the transport is connected; true if the service receives no messages. */
  get isConnected(): boolean {
    return !this.url || CONNECTED_STATUSES.has(this.status);
  }

  /**
   * Waits until the broker accepts TCP connections. Returns at once for a transport without a broker.
   *
   * @throws StartError if it does not within `TRANSPORT_START_TIMEOUT`.
   */
  async waitForBroker(): Promise<void> {
    const url = this.url;
    const defaultPort = url && transports[url.protocol]?.brokerPort;
    if (!url || defaultPort === undefined) return;
    const timeoutMs = this.env.TRANSPORT_START_TIMEOUT;
    const connectOnce = (): Promise<void> => openConnection(hostOf(url), Number(url.port || defaultPort));
    try {
      await retryUntil(connectOnce, {
        deadline: deadlineIn(timeoutMs),
        intervalMs: RETRY_INTERVAL_MS,
        onFirstRetry: (error) =>
          new Logger('Messages').warn(`${this.startError(error).message}. Trying again for ${timeoutMs / 1000} s.`),
      });
    } catch (error) {
      throw this.startError(error);
    }
  }

  /**
   * Serves an application's message handlers, with its guards, interceptors and filters.
   *
   * @throws StartError if the address cannot be used, or the broker is unavailable or rejects the connection.
   */
  async listen(nest: INestApplication): Promise<void> {
    const transport = this.url && transports[this.url.protocol];
    if (!this.url || !transport) return;
    const server = transport.create(this.url, new InFlightMessages(undefined, this.observer, this.tracer));
    this.server = server;
    server.status.subscribe((status) => (this.status = status));
    const microservice = nest.connectMicroservice(
      { strategy: server, autoFlushLogs: false },
      { inheritAppConfig: true },
    );
    try {
      await withTimeout(() => microservice.listen(), CONNECT_TIMEOUT_MS);
    } catch (error) {
      throw this.startError(error);
    }
  }

  /** Stops accepting messages and waits until those in progress have their replies, within 10 s. */
  async close(): Promise<void> {
    await this.server?.close();
  }

  private startError(error: unknown): StartError {
    const named = `that TRANSPORT_URL names (${this.address})`;
    const problem =
      this.url?.protocol === 'tcp:' ? `The address ${named} cannot be used` : `The broker ${named} is unavailable`;
    return new StartError(`${problem}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The first line of an error's message: brokers' libraries append a stack or advice. */
function reasonOf(error: unknown): string {
  if (error instanceof TimeoutError) return `no response within ${CONNECT_TIMEOUT_MS / 1000} s`;
  const { message, code } = error as NodeJS.ErrnoException;
  return message.split('\n', 1)[0] || String(code);
}

/** The states of Nest's transports in which messages arrive; RabbitMQ reports the last two for publishing only. */
const CONNECTED_STATUSES: ReadonlySet<string> = new Set(['connected', 'blocked', 'unblocked']);

const boundPort = (server: MessageServer): number | undefined =>
  server.unwrap<{ address(): { port: number } | null }>().address()?.port;

/** Opens a TCP connection and closes it again. */
const openConnection = (host: string, port: number): Promise<void> =>
  withTimeout(async (signal) => {
    const socket = connect({ host, port }).on('error', () => undefined); // `once` listens until the connection opens
    try {
      await once(socket, 'connect', { signal });
    } finally {
      socket.destroy();
    }
  }, CONNECT_TIMEOUT_MS);
