import { messageClientOptions } from '../common/message-client-options.js';
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
  const client = microservices.ClientProxyFactory.create(messageClientOptions(url, microservices)) as MessageClient;
  return new MessageTransport(client, url.protocol.startsWith('amqp') ? withExpiration(microservices) : undefined);
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
