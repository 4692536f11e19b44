import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import {
  auditEntry,
  batchStarted,
  idempotentReplay,
  type ObservedQueue,
  queueCreated,
  sqliteBusy,
} from '../common/events.js';

/** Counts what happens inside the service from now on. @returns Ends that. */
export function eventMetrics(registry: Registry): () => void {
  const registers = [registry];
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
  const replays = counter('voice_api_idempotent_replays_total', 'Retries that got the result of their first request');
  const busy = counter(
    'voice_api_sqlite_busy_total',
    'Times that another process held the lock of the SQLite database',
  );
  const endings = [
    ...[idempotentReplay.subscribe(() => replays.inc()), sqliteBusy.subscribe(() => busy.inc())],
    ...[watchAuditLog(registry), watchQueues(registry)],
  ];
  return () => {
    for (const end of endings) end();
  };
}

function watchAuditLog(registry: Registry): () => void {
  const registers = [registry];
  const failures = new Counter({
    name: 'voice_api_sign_in_failures_total',
    help: 'Calls with wrong credentials',
    registers,
  });
  const locks = new Counter({
    name: 'voice_api_sign_in_locks_total',
    help: 'Delays that wrong passwords caused',
    registers,
  });
  const actions = new Counter({
    name: 'voice_api_actions_total',
    help: 'Actions of AI sessions that were applied or failed',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['applied', 'failed']) actions.inc({ outcome }, 0);
  const count: Readonly<Record<string, () => void>> = {
    'sign-in-failed': () => failures.inc(),
    'sign-in-locked': () => locks.inc(),
    'action-applied': () => actions.inc({ outcome: 'applied' }),
    'action-failed': () => actions.inc({ outcome: 'failed' }),
  };
  return auditEntry.subscribe(({ event }) => count[event]?.());
}

function watchQueues(registry: Registry): () => void {
  const registers = [registry];
  const queues: ObservedQueue[] = [];
  const sizes = new Histogram({
    name: 'voice_api_batch_size',
    help: 'Calls that share one batch',
    labelNames: ['queue'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 500],
    registers,
  });
  new Gauge({
    name: 'voice_api_batch_queue_length',
    help: 'Calls that wait for a batch',
    labelNames: ['queue'],
    registers,
    collect() {
      for (const { name, length } of queues) this.set({ queue: name }, length);
    },
  });
  const endings = [
    queueCreated.subscribe((queue) => queues.push(queue)),
    batchStarted.subscribe(({ queue, size }) => sizes.observe({ queue }, size)),
  ];
  return () => {
    for (const end of endings) end();
  };
}
