import { PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { lastValueFrom, timeout } from 'rxjs';
import { ApiKeysService } from '../../src/auth/users/api-keys.service.js';
import { UsersService } from '../../src/auth/users/users.service.js';
import { MessageTransportHost } from '../../src/messages/message-transport-host.js';
import type { TestApp } from './app.js';
import type { ErrorStatus } from './call.js';

/** A reply that is an error. */
export interface ErrorReply {
  readonly status: number;
  readonly responseStatus: ErrorStatus;
  readonly retryAfter?: number;
}

/** What a message carries besides its data. */
export interface Extras {
  readonly credentials?: unknown;
  readonly requestId?: unknown;
  readonly idempotencyKey?: unknown;
  readonly ifMatch?: unknown;
  readonly traceparent?: unknown;
}

/** A reply that is an object; missing members are undefined. */
export type Reply = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly etag: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next?: unknown;
};

/** Another service that calls this one by messages, with Nest's clients. */
export class Caller {
  private constructor(
    private readonly proxy: ClientProxy,
    private readonly credentials: unknown,
  ) {}

  /** @param url The service's `TRANSPORT_URL`, with the actual port instead of 0. */
  static async of(app: TestApp, url = app.nest.get(MessageTransportHost).address ?? ''): Promise<Caller> {
    return new Caller(proxyTo(new URL(url)), { apiKey: await keyOf(app, 'admin') });
  }

  /** The reply to a message. */
  async send(pattern: string, data: unknown, extras: Extras = {}): Promise<Reply> {
    return (await this.sendEnvelope(pattern, { credentials: this.credentials, ...extras, data })) as Reply;
  }

  sendEnvelope(pattern: string, envelope: unknown): Promise<unknown> {
    return lastValueFrom(this.proxy.send<unknown>(pattern, envelope).pipe(timeout(280_000)));
  }

  /** The error reply to a message. */
  async error(pattern: string, data: unknown, extras?: Extras): Promise<ErrorReply> {
    return errorReplyOf(this.send(pattern, data, extras));
  }

  async close(): Promise<void> {
    await this.proxy.close();
  }
}

/** The error reply to a call; throws if the call succeeds. */
export async function errorReplyOf(call: Promise<unknown>): Promise<ErrorReply> {
  let reply: unknown;
  try {
    reply = await call;
  } catch (error) {
    return error as ErrorReply;
  }
  throw new Error(`The call succeeded: ${JSON.stringify(reply)}`);
}

/** A new key of a user. */
export async function keyOf(app: TestApp, userName: string): Promise<string> {
  const user = await app.nest.get(UsersService).find(userName);
  if (!user) throw new Error(`There is no user '${userName}'.`);
  return (await app.nest.get(ApiKeysService).create(user, 'test', 'test')).key;
}

function proxyTo(url: URL): ClientProxy {
  const { hostname: host, protocol } = url;
  const port = Number(url.port);
  switch (protocol) {
    case 'tcp:':
      return ClientProxyFactory.create({ transport: Transport.TCP, options: { host, port } });
    case 'nats:':
      return ClientProxyFactory.create({ transport: Transport.NATS, options: { servers: [url.host] } });
    case 'redis:':
      return ClientProxyFactory.create({ transport: Transport.REDIS, options: { host, port } });
    default:
      return ClientProxyFactory.create({
        transport: Transport.RMQ,
        options: { urls: [url.href], queue: 'voice-api', queueOptions: { durable: true } },
      });
  }
}

/** The pattern of a method that handles messages. */
export function patternOf(handler: () => void): string | undefined {
  const [pattern] = (Reflect.getMetadata(PATTERN_METADATA, handler) ?? []) as string[];
  return pattern;
}
