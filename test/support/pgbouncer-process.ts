import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { serverAccount } from './postgres-programs.js';
import { SERVER_URL } from './postgres-server.mjs';
import { temporaryFolder } from './service-process.js';

/** Debian installs it where only an administrator's PATH leads. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];

/** A PgBouncer of a test's own, before the PostgreSQL server of the tests. */
export class PgBouncerProcess {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly settings: string,
    private readonly port: number,
  ) {}

  /** Whether the program is on this machine. */
  static get isInstalled(): boolean {
    return program() !== undefined;
  }

  static async start(poolMode: 'session' | 'transaction'): Promise<PgBouncerProcess> {
    const folder = temporaryFolder();
    const { uid, gid } = serverAccount();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const { hostname, port, username, password } = new URL(SERVER_URL);
    const secret = password === '' ? '' : ` password=${decodeURIComponent(password)}`;
    const settings = join(folder, 'pgbouncer.ini');
    const listenPort = await freePort();
    writeFileSync(
      settings,
      [
        '[databases]',
        `* = host=${hostname} port=${port || 5432} user=${decodeURIComponent(username)}${secret}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${listenPort}`,
        'unix_socket_dir =',
        'auth_type = any',
        `pool_mode = ${poolMode}`,
      ].join('\n'),
      { mode: 0o644 },
    );
    const bouncer = new PgBouncerProcess(settings, listenPort);
    await bouncer.launch();
    return bouncer;
  }

  /** @returns The URL of the same database by way of this process. */
  urlOf(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Ends it without a word to anybody, and starts it again. */
  async restart(): Promise<void> {
    await this.kill();
    await this.launch();
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  private async launch(): Promise<void> {
    const child = spawn(program() ?? 'pgbouncer', ['-q', this.settings], { ...serverAccount(), stdio: 'ignore' });
    this.child = child;
    for (let look = 0; !(await this.isListening()); look++) {
      if (look === 100 || child.exitCode !== null) throw new Error('PgBouncer does not listen.');
      await sleep(50);
    }
  }

  private async isListening(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    return once(socket, 'connect').then(
      () => !!socket.destroy(),
      () => false,
    );
  }
}

const program = (): string | undefined =>
  FOLDERS.map((folder) => join(folder, 'pgbouncer')).find((path) => existsSync(path));
