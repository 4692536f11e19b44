import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'nats:': 4222,
  'redis:': 6379,
  'amqp:': 5672,
  'postgres:': 5432,
};

/** The host and port of a broker or database. */
export function addressOf(url: string): { host: string; port: number } {
  const { protocol, hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || DEFAULT_PORTS[protocol]) };
}

/** A TCP proxy in front of a broker or database; its connections can be cut. */
export class TcpProxy {
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

  static async to(url: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(url);
    await proxy.restore();
    return proxy;
  }

  /** The address through this proxy. */
  get address(): string {
    const url = new URL(this.url);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  /** Accepts connections again, at the same address. */
  async restore(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  /** Closes all connections and accepts no new ones. */
  async cut(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const end of this.ends) end.destroy();
    await closed;
  }
}
