import { type ChildProcess, execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryResultRow } from 'pg';
import { freePort } from '../support/free-port.js';
import { postgresProgram, runPostgresProgram, serverAccount } from '../support/postgres-programs.js';
import { onServer } from '../support/postgres-server.mjs';
import { atEnd, end, hasEnded, launch, newFolder, waitUntil } from './resources.js';

const SETTINGS = `
listen_addresses = '127.0.0.1'
shared_buffers = 32MB
wal_log_hints = on # for pg_rewind
wal_keep_size = 1GB
wal_retrieve_retry_interval = 200ms
`;

/** A PostgreSQL server of this run: a primary or, once it is cloned or rewound, a standby. */
export class PostgresNode {
  private child: ChildProcess | undefined;

  private constructor(
    readonly name: string,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** Chooses a folder and a port. There is no database yet. */
  static async prepare(name: string): Promise<PostgresNode> {
    const folder = newFolder(name);
    const { uid, gid } = serverAccount();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const node = new PostgresNode(name, folder, await freePort());
    // An immediate shutdown also ends the processes of the server, which are not ours.
    atEnd(() => node.child?.kill('SIGQUIT'));
    return node;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** Creates an empty primary. */
  async initialize(): Promise<void> {
    await this.run('initdb', '-D', this.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N');
    appendFileSync(join(this.data, 'postgresql.conf'), SETTINGS);
  }

  /** Becomes a copy of a primary, to be started as its standby. @param url The address of the primary for replication. */
  async clone(url: string): Promise<void> {
    rmSync(this.data, { recursive: true, force: true });
    await this.run('pg_basebackup', '-D', this.data, '-d', url, '-R', '-c', 'fast', '--no-sync');
  }

  /** As {@link clone}, but copies only what differs: for a former primary. */
  async rewind(url: string): Promise<void> {
    await this.run('pg_rewind', '-D', this.data, '--source-server', url, '-R', '--no-sync');
  }

  async start(): Promise<void> {
    const args = ['-D', this.data, '-p', String(this.port), '-k', this.folder];
    this.child = launch(postgresProgram('postgres'), args, join(this.folder, 'log'), serverAccount());
    await waitUntil(
      `PostgreSQL ${this.name} accepts connections`,
      async () => (await this.query('SELECT 1')).length > 0,
    );
  }

  /** `SIGINT` ends the server in order, `SIGQUIT` at once and without a checkpoint. */
  async stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    if (this.child) await end(this.child, signal);
  }

  /** Kills all processes of the server at the same moment, as the loss of its machine does. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child?.pid || hasEnded(child)) return;
    child.kill('SIGSTOP'); // starts no process while these are killed
    signalAll(childrenOf(child.pid), 'SIGKILL');
    await end(child, 'SIGKILL');
  }

  /** Stops all processes of the server for a while, as a pause of its virtual machine does. */
  async stallFor(ms: number): Promise<void> {
    const { child } = this;
    if (!child?.pid) return;
    child.kill('SIGSTOP');
    const children = childrenOf(child.pid);
    signalAll(children, 'SIGSTOP');
    await sleep(ms);
    signalAll(children, 'SIGCONT');
    child.kill('SIGCONT');
  }

  async query<Row extends QueryResultRow>(text: string): Promise<Row[]> {
    return onServer(this.url, async (client) => (await client.query<Row>(text)).rows);
  }

  /** Whether the server takes writes. */
  async isPrimary(): Promise<boolean> {
    const [row] = await this.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
    return row?.standby === false;
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private async run(program: string, ...args: string[]): Promise<void> {
    await runPostgresProgram(program, args, this.folder);
  }
}

const childrenOf = (pid: number): number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number);

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // has ended by itself
    }
  }
}
