import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { noteSkipped } from './run-folder.js';

/** Where the brokers of the tests are. */
const BROKERS = {
  NATS: ['TEST_NATS_URL', 'nats://127.0.0.1:4222'],
  Redis: ['TEST_REDIS_URL', 'redis://127.0.0.1:6379'],
  RabbitMQ: ['TEST_RABBITMQ_URL', 'amqp://guest:guest@127.0.0.1:5672'],
} as const;

/** A broker that is there: its name and its address. */
export type Broker = readonly [name: keyof typeof BROKERS, url: string];

/** The brokers that are there; of the others it is said how to have their tests run. Where everything must hold, all. */
export async function brokersHere(): Promise<Broker[]> {
  const found: Broker[] = [];
  for (const [name, [variable, usual]] of Object.entries(BROKERS)) {
    const url = process.env[variable] ?? usual;
    if (process.env.CI === 'true' || (await answers(url))) found.push([name as Broker[0], url]);
    else noteSkipped(`the tests with ${name}, for there is none at ${url}. Set ${variable} to run them.`);
  }
  return found;
}

const USUAL_PORTS: Readonly<Record<string, number>> = { 'nats:': 4222, 'redis:': 6379, 'amqp:': 5672 };

/** Where a broker listens. */
export function addressOf(url: string): { host: string; port: number } {
  const { protocol, hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || USUAL_PORTS[protocol]) };
}

async function answers(url: string): Promise<boolean> {
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

/** Who listens here has the brokers; nobody else does, for as long as its process lives. */
const LOCK = { host: '127.0.0.1', port: 47_411 };

/**
 * Has the brokers for one file of tests: all of them speak by the same names, and files run side by side.
 *
 * @returns What gives them back.
 */
export async function lockBrokers(): Promise<() => void> {
  for (;;) {
    const server = createServer();
    try {
      server.listen(LOCK);
      await once(server, 'listening');
      return () => void server.close();
    } catch {
      await sleep(100);
    }
  }
}

/** A way to a broker that can be cut and mended. */
export class Line {
  private readonly server = createServer((near) => {
    const far = connect(addressOf(this.url));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      this.ends.add(one);
      one.once('close', () => this.ends.delete(one));
    }
  });
  private readonly ends = new Set<{ destroy(): void }>();
  private port = 0;

  private constructor(private readonly url: string) {}

  static async to(url: string): Promise<Line> {
    const line = new Line(url);
    await line.mend();
    return line;
  }

  /** The broker's address by this line. */
  get address(): string {
    const url = new URL(this.url);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  async mend(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  async cut(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const end of this.ends) end.destroy();
    await closed;
  }
}
