import { jest } from '@jest/globals';

/** Captures what the service in this process writes to its log from now on. */
export class Log {
  private text = '';

  constructor() {
    const write = (chunk: unknown): boolean => {
      this.text += String(chunk);
      return true;
    };
    jest.spyOn(process.stdout, 'write').mockImplementation(write);
    jest.spyOn(process.stderr, 'write').mockImplementation(write);
  }

  /** Forgets what was written so far. */
  clear(): void {
    this.text = '';
  }

  /** Everything, as it was written. */
  all(): string {
    return this.text;
  }

  /** The entries of the audit log, whose lines have the context `Audit`. */
  audit(): Record<string, unknown>[] {
    return this.lines()
      .map((line) => /\[Audit\][^{]*(\{.*\})/.exec(line)?.[1])
      .filter((json) => json !== undefined)
      .map((json) => JSON.parse(json) as Record<string, unknown>);
  }

  lines(): string[] {
    return this.text.split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  }

  stop(): void {
    jest.restoreAllMocks();
  }
}
