import { hostOf, natsOptions, redisOptions } from '../common/message-address.js';
import { NatsServer } from './servers/nats.server.js';
import { RedisServer } from './servers/redis.server.js';
import { RmqServer } from './servers/rmq.server.js';
import { TcpServer } from './servers/tcp.server.js';
import type { MessageServer, InFlightMessages } from './in-flight-messages.js';

/** A way by which messages come: what serves it, and where a broker is looked for where there is none in the address. */
interface TransportFactory {
  readonly serve: (url: URL, traffic: InFlightMessages) => MessageServer;
  /** Absent where callers come to the service itself. */
  readonly brokerPort?: number;
}

const redis: TransportFactory = {
  serve: (url, traffic) => new RedisServer(redisOptions(url), traffic),
  brokerPort: 6379,
};
const rmq = (brokerPort: number): TransportFactory => ({
  serve: (url, traffic) => new RmqServer(url, traffic),
  brokerPort,
});

/** By the scheme of `TRANSPORT_URL`. */
export const transports: Readonly<Record<string, TransportFactory>> = {
  'tcp:': { serve: (url, traffic) => new TcpServer({ host: hostOf(url), port: Number(url.port) }, traffic) },
  'nats:': { serve: (url, traffic) => new NatsServer(natsOptions(url), traffic), brokerPort: 4222 },
  'redis:': redis,
  'rediss:': redis,
  'amqp:': rmq(5672),
  'amqps:': rmq(5671),
};
