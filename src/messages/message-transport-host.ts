import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type INestApplication, Logger } from '@nestjs/common';
import { StartError } from '../common/errors.js';
import { hostOf } from '../common/message-address.js';
import type { Env } from '../config/env.js';
import { type MessageServer, InFlightMessages } from './in-flight-messages.js';
import { transports } from './transports.js';

const RETRY_INTERVAL_MS = 500;
/** How long a broker that is there may take to let the service in, in ms. */
const CONNECT_TIMEOUT_MS = 10_000;

/** The door for messages, by the transport that `TRANSPORT_URL` names; shut for good where it names none. */
export class MessageTransportHost {
  private server: MessageServer | undefined;
  private status = 'disconnected';
  private readonly url: URL | undefined;

  constructor(private readonly env: Pick<Env, 'TRANSPORT_URL' | 'TRANSPORT_START_TIMEOUT'>) {
    this.url = env.TRANSPORT_URL === undefined ? undefined : new URL(env.TRANSPORT_URL);
  }

  /** Where messages are listened for, without secrets; nothing where they are not. */
  get address(): string | undefined {
    if (!this.url) return undefined;
    const { protocol, hostname, host } = this.url;
    const port = protocol === 'tcp:' && this.server ? boundPort(this.server) : undefined;
    return `${protocol}//${port === undefined ? host : `${hostname}:${port}`}`;
  }

  /** Whether messages come through, as far as is known; true where none are listened for. */
  get isConnected(): boolean {
    return !this.url || CONNECTED_STATUSES.has(this.status);
  }

  /**
   * Waits until there is a broker, where messages come by one.
   *
   * @throws StartError where there is none for as long as a start waits.
   */
  async waitForBroker(): Promise<void> {
    const url = this.url;
    const usualPort = url && transports[url.protocol]?.brokerPort;
    if (!url || usualPort === undefined) return;
    const patience = this.env.TRANSPORT_START_TIMEOUT;
    const deadline = Date.now() + patience;
    for (let attempt = 1; ; attempt++) {
      try {
        await reach(hostOf(url), Number(url.port || usualPort));
        return;
      } catch (error) {
        const failure = this.failure(error);
        if (Date.now() + RETRY_INTERVAL_MS > deadline) throw failure;
        if (attempt === 1) new Logger('Messages').warn(`${failure.message}. Trying again for ${patience / 1000} s.`);
        await sleep(RETRY_INTERVAL_MS);
      }
    }
  }

  /**
   * Serves the handlers of an application by the transport, with its guards, interceptors and filters.
   *
   * @throws StartError where the address cannot be had, or no broker is there or lets the service in.
   */
  async listen(nest: INestApplication): Promise<void> {
    const transport = this.url && transports[this.url.protocol];
    if (!this.url || !transport) return;
    const server = transport.serve(this.url, new InFlightMessages());
    this.server = server;
    server.status.subscribe((status) => (this.status = status));
    const microservice = nest.connectMicroservice(
      { strategy: server, autoFlushLogs: false },
      { inheritAppConfig: true },
    );
    const late = sleep(CONNECT_TIMEOUT_MS, undefined, { ref: false }).then(() =>
      Promise.reject(new Error('it does not answer')),
    );
    try {
      await Promise.race([microservice.listen(), late]);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** Takes no more messages, and waits until those under way are answered, within 10 s. */
  async close(): Promise<void> {
    await this.server?.close();
  }

  private failure(error: unknown): StartError {
    const { message, code } = error as NodeJS.ErrnoException;
    const what = this.url?.protocol === 'tcp:' ? 'The address' : 'The broker';
    const [reason] = message === '' ? [String(code)] : message.split('\n');
    return new StartError(`${what} that TRANSPORT_URL names (${this.address}) cannot be had: ${reason}`, {
      cause: error,
    });
  }
}

/** What the transports call it while messages come through. */
const CONNECTED_STATUSES: ReadonlySet<string> = new Set(['connected', 'blocked', 'unblocked']);

const boundPort = (server: MessageServer): number | undefined =>
  server.unwrap<{ address(): { port: number } | null }>().address()?.port;

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const done = (error?: Error): void => {
      socket.destroy();
      if (error) reject(error);
      else resolve();
    };
    socket.once('connect', () => done());
    socket.once('error', done);
    socket.once('timeout', () => done(new Error('it does not answer')));
  });
}
