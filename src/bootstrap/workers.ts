import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ServiceLogger } from './service-logger.js';
import type { Started } from './start-banner.js';
import { type Env, levelsUpTo } from '../config/env.js';

/** How long the replacement of a worker that did not start waits, in ms: twice as long each time, up to the maximum. */
const MIN_RESTART_DELAY_MS = 1_000;
const MAX_RESTART_DELAY_MS = 30_000;

/**
 * The worker processes of `WORKERS`. Each is a whole replica of the service, and all listen on the same ports. This process
 * starts them, passes signals on to them, and replaces one that ends by itself.
 */
export class Workers {
  private readonly logger = new Logger('Workers');
  private isStopping = false;

  constructor({ LOG_LEVEL, isProduction }: Env) {
    // Workers accept connections themselves. Node's default would pass some to a worker that has just died, and lose them.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    Logger.overrideLogger(new ServiceLogger({ logLevels: levelsUpTo(LOG_LEVEL), isJson: isProduction }));
  }

  /**
   * Starts the first worker, which migrates the database and creates the administrator.
   *
   * @returns What it started; `undefined` if it ended instead. It has printed why.
   */
  startFirst(): Promise<Started | undefined> {
    process.on('SIGUSR2', () => this.signal('SIGUSR2'));
    return this.startOne();
  }

  /** Starts one more worker in the background, as often as it takes. */
  async startAnother(): Promise<void> {
    let delayMs = MIN_RESTART_DELAY_MS;
    while (!this.isStopping && !(await this.startOne())) {
      this.logger.error(`A worker did not start. Trying again in ${delayMs / 1000} s.`);
      await sleep(delayMs);
      delayMs = Math.min(2 * delayMs, MAX_RESTART_DELAY_MS);
    }
  }

  /** Stops every worker. Each finishes its calls in progress. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const exits = this.running.map((worker) => once(worker, 'exit'));
    this.signal('SIGTERM');
    await Promise.all(exits);
  }

  private get running(): Worker[] {
    return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  }

  private signal(signal: NodeJS.Signals): void {
    for (const worker of this.running) worker.process.kill(signal);
  }

  private async startOne(): Promise<Started | undefined> {
    const worker = cluster.fork();
    const started = await new Promise<Started | undefined>((resolve) => {
      worker.on('message', (message: { readonly started?: Started }) => {
        if (message.started) resolve(message.started);
      });
      worker.once('exit', () => resolve(undefined));
    });
    if (!started) return undefined;
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (this.isStopping) return;
      this.logger.error(`Worker ${worker.process.pid} ended by itself (${signal ?? code}). Another one starts.`);
      void this.startAnother();
    });
    return started;
  }
}

/** Tells the process above this worker that it listens. */
export function reportStarted({ url, docsUrl, messagesAddress, firstStart }: Started): void {
  process.send?.({ started: { url, docsUrl, messagesAddress, firstStart } satisfies Started });
}
