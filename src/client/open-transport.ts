import type { ClientOptions } from '@nestjs/microservices';
import { hostOf, natsOptions, rabbitOptions, redisOptions } from '../common/message-address.js';
import { HttpTransport } from './http.transport.js';
import { MessageTransport } from './message.transport.js';
import type { MessageClient } from './options.js';
import type { AttemptLimits, Envelope, ClientTransport } from './client-transport.js';

/** The optional package, imported only for message transports. */
type Microservices = typeof import('@nestjs/microservices');

/**
 * Creates the transport for an address. The first call connects it.
 *
 * @throws Error if the transport requires @nestjs/microservices and it is not installed.
 */
export async function openTransport(transport: string | MessageClient): Promise<ClientTransport> {
  if (typeof transport !== 'string') return new MessageTransport(transport);
  const url = new URL(transport);
  if (url.protocol.startsWith('http')) return new HttpTransport(url.href);
  const microservices = await importMicroservices(url.protocol);
  const client = microservices.ClientProxyFactory.create(optionsFor(url, microservices)) as MessageClient;
  return new MessageTransport(client, url.protocol.startsWith('amqp') ? withExpiration(microservices) : undefined);
}

/** The options of Nest's client for an address. */
function optionsFor(url: URL, { Transport }: Microservices): ClientOptions {
  switch (url.protocol) {
    case 'tcp:':
      return { transport: Transport.TCP, options: { host: hostOf(url), port: Number(url.port) } };
    case 'nats:':
      return { transport: Transport.NATS, options: natsOptions(url) };
    case 'amqp:':
    case 'amqps:':
      return { transport: Transport.RMQ, options: rabbitOptions(url) };
    default:
      return { transport: Transport.REDIS, options: redisOptions(url) };
  }
}

async function importMicroservices(protocol: string): Promise<Microservices> {
  try {
    return await import('@nestjs/microservices');
  } catch (cause) {
    throw new Error(`A transport by ${protocol}// needs the package @nestjs/microservices.`, { cause });
  }
}

/** Makes RabbitMQ drop a message after its timeout: its caller no longer waits for the reply. */
const withExpiration =
  ({ RmqRecordBuilder }: Microservices) =>
  (envelope: Envelope, { timeout }: AttemptLimits): object =>
    new RmqRecordBuilder(envelope).setOptions({ expiration: timeout }).build();
