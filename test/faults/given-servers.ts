import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Kill } from './kill-primary.js';
import type { Load } from './load.js';
import { seconds } from './report.js';

const RECOVERY_TIMEOUT_MS = 120_000;
/** A response to a change of the killed server can arrive so late, in ms. */
const LAST_RESPONSES_MS = 500;

/** Servers that others run, with a program that promotes the standby. */
export class GivenServers {
  /**
   * @param url The address of whichever server is the primary.
   * @param killCommand Kills the primary, and ends with that.
   * @param waitSeconds From each kill to the next.
   */
  constructor(
    readonly url: string,
    private readonly killCommand: string,
    private readonly waitSeconds: number,
  ) {}

  /** @returns The longest time without an answer to a change since the kill. */
  async kill(load: Load): Promise<Kill> {
    await load.progress(RECOVERY_TIMEOUT_MS);
    const { stdout } = await promisify(execFile)('sh', ['-c', this.killCommand]);
    const killedAt = performance.now();
    await sleep(LAST_RESPONSES_MS);
    await load.progress(RECOVERY_TIMEOUT_MS);
    await sleep(this.waitSeconds * 1_000 - (performance.now() - killedAt));
    const times = [killedAt, ...load.history.changedAt.filter((at) => at > killedAt)];
    const pauseMs = Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
    return { pauseMs, text: `${stdout.trim()}: ${seconds(pauseMs)} without writes` };
  }
}
