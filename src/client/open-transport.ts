import type { ClientOptions } from '@nestjs/microservices';
import { HttpTransport } from './http.transport.js';
import { MessageTransport } from './message.transport.js';
import type { MessageClient } from './options.js';
import type { Attempt, Envelope, Transport } from './transport.js';

/** What of Nest is asked for only where messages are spoken. */
type Nest = typeof import('@nestjs/microservices');

/** Where the service's replicas share their messages. */
const QUEUE = 'voice-api';

/** How each kind of message address is said to Nest. */
const CLIENTS: Record<string, (url: URL, nest: Nest) => ClientOptions> = {
  'tcp:': ({ hostname, port }, { Transport }) => ({
    transport: Transport.TCP,
    options: { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) },
  }),
  'nats:': (url, { Transport }) => ({
    transport: Transport.NATS,
    options: { servers: url.host, ...(url.username && { user: userOf(url), pass: passwordOf(url) }) },
  }),
  'redis:': redis,
  'rediss:': redis,
  'amqp:': rabbit,
  'amqps:': rabbit,
};

function redis(url: URL, { Transport }: Nest): ClientOptions {
  const options = {
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.username && { username: userOf(url) }),
    ...(url.password && { password: passwordOf(url) }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    db: Number(url.pathname.slice(1)),
  };
  return { transport: Transport.REDIS, options };
}

function rabbit(url: URL, { Transport }: Nest): ClientOptions {
  return { transport: Transport.RMQ, options: { urls: [url.href], queue: QUEUE, queueOptions: { durable: true } } };
}

const userOf = (url: URL): string => decodeURIComponent(url.username);
const passwordOf = (url: URL): string => decodeURIComponent(url.password);

/** The beginnings of the addresses that are understood. */
export const SCHEMES = ['http:', 'https:', ...Object.keys(CLIENTS)];

/**
 * Makes ready the way to the service; it is connected by the first call.
 *
 * @throws Error where Nest's microservices are needed and not installed.
 */
export async function openTransport(transport: string | MessageClient): Promise<Transport> {
  if (typeof transport !== 'string') return new MessageTransport(transport);
  const url = new URL(transport);
  const optionsFor = CLIENTS[url.protocol];
  if (!optionsFor) return new HttpTransport(url.href);
  const nest = await importNest(url.protocol);
  const client = nest.ClientProxyFactory.create(optionsFor(url, nest)) as MessageClient;
  return new MessageTransport(client, url.protocol.startsWith('amqp') ? expiring(nest) : undefined);
}

async function importNest(protocol: string): Promise<Nest> {
  try {
    return await import('@nestjs/microservices');
  } catch (cause) {
    throw new Error(`A transport by ${protocol}// needs the package @nestjs/microservices.`, { cause });
  }
}

/** Lets RabbitMQ drop a message that nobody waits for any more: it may have stood in the queue until then. */
const expiring =
  ({ RmqRecordBuilder }: Nest) =>
  (envelope: Envelope, { timeout }: Attempt): object =>
    new RmqRecordBuilder(envelope).setOptions({ expiration: timeout }).build();
