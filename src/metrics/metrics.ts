import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { buildInfo } from '../common/build-info.js';
import type { CallObserver } from '../common/ended-call.js';
import type { Env } from '../config/env.js';
import type { Database } from '../database/engine/database.js';
import { callMetrics } from './call-metrics.js';
import { eventMetrics } from './event-metrics.js';
import { MetricsServer } from './metrics-server.js';
import { poolMetrics } from './pool-metrics.js';

/** The metrics of a process, and the server that Prometheus scrapes. Only a service with a `METRICS_PORT` has them. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly endEvents: () => void;
  private server: MetricsServer | undefined;

  /** Measures each call. */
  readonly observe: CallObserver;

  /** Must be created before the services that it counts events of. */
  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const { version, commit = '' } = buildInfo;
    new Gauge({
      name: 'voice_api_build_info',
      help: 'Always 1; its labels say what runs',
      labelNames: ['version', 'commit'],
      registers: [this.registry],
    }).set({ version, commit }, 1);
    this.observe = callMetrics(this.registry);
    this.endEvents = eventMetrics(this.registry);
  }

  /** The URL to scrape; undefined before `listen`. */
  get url(): string | undefined {
    return this.server?.url;
  }

  /** @throws StartError if the address cannot be used. */
  async listen(env: Pick<Env, 'METRICS_HOST' | 'METRICS_PORT'>, { pool }: Database): Promise<void> {
    if (pool) poolMetrics(this.registry, pool);
    this.server = await MetricsServer.listen(this.registry, env);
  }

  close(): void {
    this.endEvents();
    this.server?.close();
  }
}
