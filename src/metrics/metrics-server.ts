import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { StartError } from '../common/errors.js';
import type { Env } from '../config/env.js';

/** Serves metrics in Prometheus' text format at `/metrics`, on a port of its own, so that callers do not reach it. */
export class MetricsServer {
  private constructor(
    private readonly server: Server,
    /** The URL to scrape. */
    readonly url: string,
  ) {}

  /** @throws StartError if the address cannot be used. */
  static async listen(registry: Registry, { METRICS_HOST, METRICS_PORT }: Pick<Env, 'METRICS_HOST' | 'METRICS_PORT'>) {
    const server = createServer((request, response) => {
      const isScrape = request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics';
      if (isScrape) void respond(registry, response);
      else response.writeHead(404).end();
    });
    try {
      await once(server.listen(METRICS_PORT, METRICS_HOST), 'listening');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const address = `METRICS_HOST ${METRICS_HOST}, METRICS_PORT ${METRICS_PORT}`;
      throw new StartError(`Cannot listen on ${address}: ${code ?? message}.`, { cause: error });
    }
    const { port } = server.address() as AddressInfo;
    const host = METRICS_HOST.includes(':') ? `[${METRICS_HOST}]` : METRICS_HOST;
    return new MetricsServer(server, `http://${host}:${port}/metrics`);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function respond(registry: Registry, response: ServerResponse): Promise<void> {
  try {
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}
