import cluster from 'node:cluster';
import type { EndedCall } from '../common/ended-call.js';
import { type Env, levelsUpTo, type LogLevel } from '../config/env.js';
import { LineBuffer } from './line-buffer.js';

type Settings = Pick<Env, 'REQUEST_LOG' | 'SLOW_MS' | 'LOG_LEVEL'>;

/**
 * Writes one JSON object a line for each call, to stdout. A line is `error` if the service failed (status 5xx), `warn` if the
 * call was slow, and `log` otherwise. It does without a logging library: pino takes five times as long for such a line.
 */
export class RequestLog {
  private readonly lines = new LineBuffer(process.stdout, cluster.isWorker);
  private levels: readonly LogLevel[];

  constructor(private readonly settings: Settings) {
    this.levels = levelsUpTo(settings.LOG_LEVEL);
  }

  /** Writes the line of a call, unless the settings or the level leave it out. */
  readonly write = (call: EndedCall): void => {
    const level = this.levelOf(call);
    if (!this.levels.includes(level) || (level === 'log' && !this.isWanted(call))) return;
    const time = new Date().toISOString();
    const durationMs = Math.round(call.durationMs * 10) / 10;
    this.lines.write(`${JSON.stringify({ level, time, pid: process.pid, context: 'Request', ...call, durationMs })}\n`);
  };

  /** Writes calls of this level and above from now on. */
  setLevel(level: LogLevel): void {
    this.levels = levelsUpTo(level);
  }

  /** Writes the lines that still wait. */
  close(): void {
    this.lines.close();
  }

  private levelOf({ status, durationMs }: EndedCall): LogLevel {
    if (status >= 500) return 'error';
    return durationMs >= this.settings.SLOW_MS ? 'warn' : 'log';
  }

  private isWanted({ status, aborted }: EndedCall): boolean {
    return this.settings.REQUEST_LOG === 'on' || status >= 400 || aborted === true;
  }
}
