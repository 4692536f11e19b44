import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.js';
import type { Load } from './load.js';
import { seconds } from './report.js';

/** How long the load runs before each kill, in ms. */
const LOAD_MS = 2_000;
const RECOVERY_TIMEOUT_MS = 60_000;
/** Every so often the standby is cut off before the kill, and the primary crashes once without it. */
const ISOLATE_EVERY = 3;

/** What one kill has shown. */
export interface Kill {
  /** From the kill to the first answer of a change, in ms. */
  readonly pauseMs: number;
  /** For people. */
  readonly text: string;
}

/** Kills the primary of a cluster under load, promotes the standby, and makes the killed server the standby. */
export async function killPrimary(cluster: Cluster, load: Load, number: number): Promise<Kill> {
  await sleep(LOAD_MS);
  await load.progress(RECOVERY_TIMEOUT_MS);
  const isIsolated = number % ISOLATE_EVERY === 0;
  if (isIsolated) {
    await cluster.isolateStandby();
    await sleep(LOAD_MS / 2); // commits wait for the standby
    await cluster.restartPrimary(); // and are there, so a retry finds them
    await sleep(LOAD_MS);
  }
  const killedAt = performance.now();
  const isMachineLost = number % 2 === 1;
  await (isMachineLost ? cluster.primary.kill() : cluster.primary.stop('SIGQUIT'));
  await cluster.failOver();
  const promotedAt = performance.now();
  await load.progress(RECOVERY_TIMEOUT_MS);
  const pauseMs = performance.now() - killedAt;
  const method = isMachineLost ? 'rewind' : 'clone';
  await cluster.rebuildStandby(method);
  const text =
    `${isMachineLost ? 'all processes killed' : 'immediate shutdown'}${isIsolated ? ', the standby cut off before' : ''}: ` +
    `promoted after ${seconds(promotedAt - killedAt)}, writes after ${seconds(pauseMs)}; standby by ${method} after ` +
    seconds(performance.now() - killedAt);
  return { pauseMs, text };
}
