import { hostOf, natsOptions, redisOptions } from '../common/message-address.js';
import { NatsServer } from './servers/nats.server.js';
import { RedisServer } from './servers/redis.server.js';
import { RmqServer } from './servers/rmq.server.js';
import { TcpServer } from './servers/tcp.server.js';
import type { MessageServer, InFlightMessages } from './in-flight-messages.js';

/** Creates the server of a message transport. */
interface TransportFactory {
  readonly create: (url: URL, inFlight: InFlightMessages) => MessageServer;
  /** The broker's default port. Absent if clients connect to the service itself. */
  readonly brokerPort?: number;
}

const redis: TransportFactory = {
  create: (url, inFlight) => new RedisServer(redisOptions(url), inFlight),
  brokerPort: 6379,
};
const rmq = (brokerPort: number): TransportFactory => ({
  create: (url, inFlight) => new RmqServer(url, inFlight),
  brokerPort,
});

/** By the scheme of `TRANSPORT_URL`. */
export const transports: Readonly<Record<string, TransportFactory>> = {
  'tcp:': { create: (url, inFlight) => new TcpServer({ host: hostOf(url), port: Number(url.port) }, inFlight) },
  'nats:': { create: (url, inFlight) => new NatsServer(natsOptions(url), inFlight), brokerPort: 4222 },
  'redis:': redis,
  'rediss:': redis,
  'amqp:': rmq(5672),
  'amqps:': rmq(5671),
};
