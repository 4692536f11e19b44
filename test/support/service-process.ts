import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, call, type CallOptions } from './call.js';

/** The built service, or another, in a process of its own, as an operator runs it. */
export class ServiceProcess {
  private constructor(
    readonly child: ChildProcess,
    /** Where it listens; empty where it did not come to that. */
    readonly url: string,
    /** What it printed before it listened. */
    readonly output: () => string,
  ) {}

  /**
   * Starts it and waits until it listens or has ended.
   *
   * @param env Its whole environment, `PATH` and a free port aside.
   */
  static async start(env: Record<string, string>, cwd = process.cwd()): Promise<ServiceProcess> {
    const main = join(process.cwd(), 'dist/src/main.js');
    if (!existsSync(main)) throw new Error('The service is not built: run `npm test`, which builds it.');
    // In production the start is a line of the log, at `log`.
    const isProduction = env.NODE_ENV === 'production';
    const listening = isProduction ? /"listening on ([^\s"]+)"[^]*\n$/ : /listening on (\S+)[^]*\n\n$/;
    return ServiceProcess.run(main, listening, { LOG_LEVEL: isProduction ? 'log' : 'warn', ...env }, cwd);
  }

  /**
   * Starts another service than this one.
   *
   * @param listening What it prints once it listens, and where.
   */
  static async run(main: string, listening: RegExp, env: Record<string, string>, cwd: string): Promise<ServiceProcess> {
    const child = spawn(process.execPath, [main], {
      cwd,
      env: { PATH: process.env.PATH, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    return new Promise((resolve, reject) => {
      const done = (url: string): void => resolve(new ServiceProcess(child, url, () => output));
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const url = listening.exec(output)?.[1];
        if (url) done(url);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', reject).on('close', () => done(''));
    });
  }

  /** Calls it, and looks whether its answer is one that it documents. */
  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return call(this.url, method, path, options);
  }

  /** Ends it by a signal and gives its exit code, `null` where the signal killed it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    return new Promise((resolve) => {
      this.child.once('close', resolve);
      this.child.kill(signal);
    });
  }
}

/** An empty folder that nobody else uses. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'voice-api-test-'));
