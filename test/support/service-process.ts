import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, call, type CallOptions } from './call.js';
import { stopAtEnd } from './cleanup.js';
import { temporaryFolder } from './run-folder.js';

/** A process that has neither listened nor ended after this time hangs. */
const START_TIMEOUT_MS = 280_000;

/** The built service, or another one, in a process of its own, as an operator runs it. */
export class ServiceProcess {
  private constructor(
    readonly child: ChildProcess,
    /** The address where it listens; empty if it has ended before. */
    readonly url: string,
    /** Everything that it has printed. */
    readonly output: () => string,
  ) {}

  /**
   * Starts the service and waits until it listens.
   *
   * @param env Its whole environment, except `PATH` and a free port.
   * @throws Error with the output of the service if it ends instead.
   */
  static async start(env: Record<string, string>, folder = temporaryFolder()): Promise<ServiceProcess> {
    return (await ServiceProcess.tryToStart(env, folder)).orThrow();
  }

  /** Starts the service and waits until it listens or has ended. */
  static async tryToStart(env: Record<string, string>, folder = temporaryFolder()): Promise<ServiceProcess> {
    const main = join(process.cwd(), 'dist/src/main.js');
    if (!existsSync(main)) throw new Error('The service is not built: run `npm test`, which builds it.');
    // In production the start is a line of the log, at `log`.
    const isProduction = env.NODE_ENV === 'production';
    const listening = isProduction ? /"listening on ([^\s"]+)"[^]*\n$/ : /listening on (\S+)[^]*\n\n$/;
    return ServiceProcess.tryToRun(main, listening, { LOG_LEVEL: isProduction ? 'log' : 'warn', ...env }, folder);
  }

  /**
   * Starts another program and waits until it listens.
   *
   * @param listening Matches what it prints once it listens; the first group is the address.
   * @throws Error with the output of the program if it ends instead.
   */
  static async run(main: string, listening: RegExp, env: Record<string, string>, cwd: string): Promise<ServiceProcess> {
    return (await ServiceProcess.tryToRun(main, listening, env, cwd)).orThrow();
  }

  /** Starts another program and waits until it listens or has ended. */
  static tryToRun(main: string, listening: RegExp, env: Record<string, string>, cwd: string) {
    const child = spawn(process.execPath, [main], {
      cwd,
      env: { PATH: process.env.PATH, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    stopAtEnd(() => Promise.resolve(child.kill('SIGKILL')));
    let output = '';
    return new Promise<ServiceProcess>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${main} has not started within ${START_TIMEOUT_MS / 1000} s. It printed: ${output}`));
      }, START_TIMEOUT_MS);
      const done = (url: string): void => {
        clearTimeout(timer);
        resolve(new ServiceProcess(child, url, () => output));
      };
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

  /** The whole lines of its log in production, which are JSON. */
  lines(): Record<string, unknown>[] {
    const whole = this.output().split('\n').slice(0, -1);
    return whole.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /**
   * Waits until the output is as expected: what a call prints may arrive after its answer.
   *
   * @throws Error with the output if the process ends before.
   */
  async printed(expected: (output: string) => boolean): Promise<void> {
    while (!expected(this.output())) {
      // Read before the wait: what was printed last is looked at once more.
      const hasEnded = this.child.exitCode !== null || this.child.signalCode !== null;
      await sleep(20);
      if (hasEnded && !expected(this.output()))
        throw new Error(`The process has ended without printing what was expected. It printed: ${this.output()}`);
    }
  }

  /** Calls the service, and checks that openapi.json documents the response. */
  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return call(this.url, method, path, options);
  }

  /** Ends the process by a signal and returns its exit code; `null` if the signal killed it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    return new Promise((resolve) => {
      this.child.once('close', resolve);
      this.child.kill(signal);
    });
  }

  private orThrow(): this {
    if (this.url === '') throw new Error(`The program has ended instead of listening. It printed: ${this.output()}`);
    return this;
  }
}

export { temporaryFolder } from './run-folder.js';
