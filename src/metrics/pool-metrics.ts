import { Gauge, type Registry } from 'prom-client';
import type { PoolState } from '../database/engine/database.js';

/** Shows the state of a pool of connections at each scrape. */
export function poolMetrics(registry: Registry, pool: PoolState): void {
  const registers = [registry];
  new Gauge({
    name: 'voice_api_database_connections',
    help: 'Open connections to PostgreSQL',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'used' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
    },
  });
  new Gauge({
    name: 'voice_api_database_connections_waiting',
    help: 'Calls that wait for a connection to PostgreSQL',
    registers,
    collect() {
      this.set(pool.waitingCount);
    },
  });
}
