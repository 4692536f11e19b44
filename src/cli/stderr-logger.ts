import type { LoggerService } from '@nestjs/common';

/** Logs audit events, warnings and errors to stderr, so that stdout has only the command's output. */
export class StderrLogger implements LoggerService {
  log(message: unknown, context?: unknown): void {
    if (context === 'Audit') this.warn(message);
  }

  warn(message: unknown): void {
    process.stderr.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  }

  error(message: unknown): void {
    this.warn(message);
  }
}
