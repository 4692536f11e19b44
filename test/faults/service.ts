import { type ChildProcess, execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.js';
import { end, launch, newFolder, waitUntil } from './resources.js';

const MAIN = join(process.cwd(), 'dist/src/main.js');
const ADMIN = join(process.cwd(), 'bin/admin.mjs');
const RESTART_DELAY_MS = 200;
/** How long the first start may take on a busy machine, in ms. */
const START_TIMEOUT_MS = 120_000;

/** The built service and a supervisor that starts it again whenever it has ended. */
export class Service {
  /** How often the supervisor has started it again. */
  restarts = 0;
  /** Ends that nobody asked for, after the service was ready. */
  readonly crashes: string[] = [];
  private child: ChildProcess;
  private wasReady = false;
  private isKilled = false;
  private isStopped = false;

  private constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly flags: readonly string[],
    readonly url: string,
  ) {
    this.child = this.launch();
  }

  /**
   * Starts the service and waits until it is ready.
   *
   * @param name The name of its folder.
   * @param flags Those of Node.js.
   */
  static async start(
    name: string,
    env: Readonly<Record<string, string>>,
    flags: readonly string[] = [],
  ): Promise<Service> {
    const port = String(await freePort());
    const folder = newFolder(`service-${name}`);
    const settings = { NODE_ENV: 'production', PORT: port, ADMIN_PASSWORD: 'correct horse battery', ...env };
    const service = new Service(folder, settings, flags, `http://127.0.0.1:${port}`);
    await service.ready(START_TIMEOUT_MS);
    return service;
  }

  /** A key for calls as the administrator. */
  async createApiKey(): Promise<string> {
    const options = { cwd: this.folder, env: { PATH: process.env.PATH, ...this.env } };
    const { stdout } = await promisify(execFile)(process.execPath, [ADMIN, 'key', 'create', 'admin'], options);
    return stdout.trim();
  }

  /** Sends a signal that does not end the service. */
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGUSR2'): void {
    this.child.kill(signal);
  }

  /** Ends the service by a signal; the supervisor starts it again. */
  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.isKilled = true;
    await end(this.child, signal);
  }

  async ready(timeoutMs?: number): Promise<void> {
    const isReady = async (): Promise<boolean> => {
      const signal = AbortSignal.timeout(5_000);
      return (await fetch(`${this.url}/health/ready`, { signal })).status === 200;
    };
    await waitUntil('the service is ready', isReady, timeoutMs).catch((error: unknown) => {
      throw new Error(`${String(error)}; its log ends with ${this.log().slice(-500)}`);
    });
    this.wasReady = true;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await end(this.child, 'SIGTERM');
  }

  /** The lines that the service has logged as errors. */
  errors(): string[] {
    return this.log()
      .split('\n')
      .filter((line) => /"level":"(error|fatal)"/.test(line));
  }

  /** Everything that the service has printed. */
  private log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  private get logFile(): string {
    return join(this.folder, 'log');
  }

  private launch(): ChildProcess {
    const env = { PATH: process.env.PATH, ...this.env };
    const child = launch(process.execPath, [...this.flags, MAIN], this.logFile, { cwd: this.folder, env });
    child.once('exit', (code, signal) => void this.restart(`${code ?? signal ?? ''}`));
    return child;
  }

  private async restart(status: string): Promise<void> {
    if (this.isStopped) return;
    if (this.wasReady && !this.isKilled) this.crashes.push(`The service ended by itself: ${status}`);
    this.wasReady = false;
    this.isKilled = false;
    await sleep(RESTART_DELAY_MS);
    this.restarts++;
    this.child = this.launch();
  }
}
