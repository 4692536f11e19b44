import cluster from 'node:cluster';
import { constants } from 'node:os';
import { Logger } from '@nestjs/common';
import type { RunningService } from './service.js';

/** How long a stop may take before the process exits without it, in ms. A stop that works takes up to 10 s. */
const STOP_TIMEOUT_MS = 11_000;

/**
 * Ends the process: with 0 after a signal, with 1 after an error that nothing caught, because the state of the process is
 * unknown then. Either way the service stops accepting calls and finishes those in progress.
 */
export class ProcessEnd {
  private readonly logger = new Logger('Process');
  private service: Pick<RunningService, 'stop'> | undefined;
  private exitCode = 0;
  private isEnding = false;

  /**
   * Handles errors that nothing caught, from now on; Node reports an unhandled rejection as one, too. Handles signals too:
   * as process 1 of a container, a process without a handler ignores them.
   * A further signal changes nothing: a worker gets one of its own beside the one that the process above it passes on.
   */
  constructor() {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void this.end(signal));
    process.on('uncaughtException', (error) => this.fail(error));
    // A log that cannot be written, because its reader is gone or the disk is full, must not end the service.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    // A worker ends once the process above it has ended. What it sends to that process until then fails.
    cluster.worker?.on('error', () => undefined);
  }

  /** Stops this service at the end. */
  follow(service: Pick<RunningService, 'stop'>): void {
    this.service = service;
  }

  private fail(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.exitCode = 1;
    if (!this.service) {
      // The log of a start is printed once the service listens.
      process.stderr.write(`${text}\n`);
      process.exit(1);
    }
    this.logger.fatal(`The service stops because of an error that nothing caught: ${text}`);
    void this.end();
  }

  private async end(signal?: 'SIGTERM' | 'SIGINT'): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    // A start that is not over has nothing to finish. The exit code is a shell's for a program that a signal ended.
    if (!this.service && signal) process.exit(128 + constants.signals[signal]);
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS);
    try {
      await this.service?.stop();
    } catch (error) {
      this.exitCode = 1;
      this.logger.error(`The service did not stop in order: ${String(error)}`);
    }
    process.exit(this.exitCode);
  }
}
