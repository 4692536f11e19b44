import { AggregatorRegistry, type Registry } from 'prom-client';
import type { Env } from '../config/env.js';
import { MetricsServer } from './metrics-server.js';

/** The metrics of all workers of `WORKERS`, added up, and the server that Prometheus scrapes. For the process above them. */
export class MetricsOfWorkers {
  private constructor(private readonly server: MetricsServer) {}

  /** @throws StartError if the address cannot be used. */
  static async listen(env: Pick<Env, 'METRICS_HOST' | 'METRICS_PORT'>): Promise<MetricsOfWorkers> {
    const registry = new AggregatorRegistry();
    const { contentType } = registry;
    return new MetricsOfWorkers(
      await MetricsServer.listen({ contentType, metrics: () => registry.clusterMetrics() }, env),
    );
  }

  /** Passes the metrics of this worker to the process above it whenever that is scraped. */
  static provide(registry: Registry): void {
    new AggregatorRegistry();
    AggregatorRegistry.setRegistries(registry);
  }

  /** The URL to scrape. */
  get url(): string {
    return this.server.url;
  }

  close(): void {
    this.server.close();
  }
}
