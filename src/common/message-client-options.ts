import type { ClientOptions, Transport } from '@nestjs/microservices';
import { hostOf, natsOptions, rabbitOptions, redisOptions } from './message-address.js';

/**
 * The options of Nest's client for the URL of a message transport.
 *
 * @param microservices The package, which is optional where the client is installed: its caller imports it.
 * @param queue The queue of RabbitMQ; by default, that of this service.
 */
export function messageClientOptions(
  url: URL,
  { Transport: transport }: { readonly Transport: typeof Transport },
  queue?: string,
): ClientOptions {
  switch (url.protocol) {
    case 'tcp:':
      return { transport: transport.TCP, options: { host: hostOf(url), port: Number(url.port) } };
    case 'nats:':
      return { transport: transport.NATS, options: natsOptions(url) };
    case 'amqp:':
    case 'amqps:':
      return { transport: transport.RMQ, options: rabbitOptions(url, queue) };
    default:
      return { transport: transport.REDIS, options: redisOptions(url) };
  }
}
