import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { noteSkipped } from './run-folder.js';
import { addressOf } from './tcp-proxy.js';

/** The variables that name the brokers, and the default addresses. */
const BROKERS = {
  NATS: ['TEST_NATS_URL', 'nats://127.0.0.1:4222'],
  Redis: ['TEST_REDIS_URL', 'redis://127.0.0.1:6379'],
  RabbitMQ: ['TEST_RABBITMQ_URL', 'amqp://guest:guest@127.0.0.1:5672'],
} as const;

/** An available broker: its name and its address. */
export type Broker = readonly [name: keyof typeof BROKERS, url: string];

/** The available brokers; with `CI=true`, all of them. The summary of the run names the others. */
export async function availableBrokers(): Promise<Broker[]> {
  const found: Broker[] = [];
  for (const [name, [variable, defaultUrl]] of Object.entries(BROKERS)) {
    const url = process.env[variable] ?? defaultUrl;
    if (process.env.CI === 'true' || (await accepts(url))) found.push([name as Broker[0], url]);
    else noteSkipped(`${name}: no broker at ${url}. Set ${variable} to the URL of a broker.`);
  }
  return found;
}

async function accepts(url: string): Promise<boolean> {
  const socket = connect(addressOf(url));
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The ports of 127.0.0.1 that lock the brokers: a broker belongs to the process that listens on its port. */
const LOCK_PORTS: Readonly<Record<Broker[0], number>> = { NATS: 47_411, Redis: 47_412, RabbitMQ: 47_413 };

/**
 * Waits until no other test file uses a broker. All files use the same names on it, and files run side by side.
 *
 * @returns Unlocks the broker.
 */
export async function lockBroker(name: Broker[0]): Promise<() => void> {
  for (;;) {
    const server = createServer();
    try {
      server.listen({ host: '127.0.0.1', port: LOCK_PORTS[name] });
      await once(server, 'listening');
      return () => void server.close();
    } catch {
      await sleep(100);
    }
  }
}
