import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { ServiceLogger } from './service-logger.js';
import type { Started } from './start-banner.js';
import { StartError } from '../common/errors.js';
import type { Env } from '../config/env.js';

/** How long the replacement of a worker that did not start waits, in ms: twice as long each time, up to the maximum. */
const MIN_RESTART_DELAY_MS = 1_000;
const MAX_RESTART_DELAY_MS = 30_000;

/**
 * The worker processes of `WORKERS`. Each is a whole replica of the service, and all listen on the same ports, except that each
 * has its own port for metrics. This process starts them, passes signals on to them, and replaces one that ends by itself.
 */
export class Workers {
  private readonly logger = new Logger('Workers');
  /** Those that listen, and so handle signals. */
  private readonly started = new Set<Worker>();
  private isStopping = false;

  constructor(private readonly env: Env) {
    // Workers accept connections themselves. Node's default would pass some to a worker that has just died, and lose them.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    Logger.overrideLogger(new ServiceLogger(env));
    process.on('SIGUSR2', () => {
      for (const worker of this.started) worker.process.kill('SIGUSR2');
    });
  }

  /**
   * Starts the first worker, which migrates the database and creates the administrator.
   *
   * @returns What it started; `undefined` if it failed and has printed why.
   * @throws StartError if a signal ended it.
   */
  async startFirst(): Promise<Started | undefined> {
    const result = await this.startOne(0);
    if (typeof result === 'string') throw new StartError(`The first worker was ended by ${result} before it listened.`);
    return result;
  }

  /**
   * Starts another worker, as often as it takes.
   *
   * @param index Counts the workers from 0.
   * @param delayMs How long to wait after a start that fails.
   */
  async startAnother(index: number, delayMs = MIN_RESTART_DELAY_MS): Promise<void> {
    if (typeof (await this.startOne(index)) === 'object' || this.isStopping) return;
    this.logger.error(`A worker did not start. Trying again in ${delayMs / 1000} s.`);
    setTimeout(() => {
      if (!this.isStopping) void this.startAnother(index, Math.min(2 * delayMs, MAX_RESTART_DELAY_MS));
    }, delayMs);
  }

  /** Stops every worker. Each finishes its calls in progress. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const running = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    const exits = running.map((worker) => once(worker, 'exit'));
    for (const worker of running) worker.process.kill('SIGTERM');
    await Promise.all(exits);
  }

  /** @returns What a worker reports once it listens; if it ends instead, the signal that ended it, if any. */
  private async startOne(index: number): Promise<Started | string | undefined> {
    const { METRICS_PORT } = this.env;
    const worker = cluster.fork(METRICS_PORT ? { METRICS_PORT: String(METRICS_PORT + index) } : {});
    const result = await new Promise<Started | string | undefined>((resolve) => {
      worker.on('message', (message: { readonly started?: Started }) => {
        if (message.started) resolve(message.started);
      });
      worker.once('exit', (_code: number | null, signal: string | null) => resolve(signal ?? undefined));
    });
    if (typeof result !== 'object') return result;
    this.started.add(worker);
    worker.once('exit', (code: number | null, signal: string | null) => {
      this.started.delete(worker);
      if (this.isStopping) return;
      this.logger.error(`Worker ${worker.process.pid} ended by itself (${signal ?? code}). Another one starts.`);
      void this.startAnother(index);
    });
    return result;
  }
}

/** Tells the process above this worker that it listens. */
export function reportStarted({ url, docsUrl, messagesAddress, metricsUrl, firstStart }: Started): void {
  process.send?.({ started: { url, docsUrl, messagesAddress, metricsUrl, firstStart } satisfies Started });
}
