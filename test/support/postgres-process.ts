import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { postgresPrograms, runPostgresProgram, serverAccount } from './postgres-programs.js';
import { temporaryFolder } from './run-folder.js';

const run = promisify(execFile);

/** A PostgreSQL server for one test, which may kill it. */
export class PostgresProcess {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Whether the programs of the server are installed. */
  static get isInstalled(): boolean {
    return postgresPrograms() !== undefined;
  }

  /** Creates a new server without starting it. */
  static async create(): Promise<PostgresProcess> {
    const folder = temporaryFolder();
    const { uid, gid } = serverAccount();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const server = new PostgresProcess(folder, await freePort());
    await server.program('initdb', '-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N');
    return server;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** The path of the server's self-signed certificate. */
  get certificate(): string {
    return join(this.folder, 'server.crt');
  }

  /** Creates a certificate for `localhost`, with which the server accepts TLS. */
  async makeCertificate(): Promise<void> {
    const [key, crt] = [join(this.folder, 'server.key'), this.certificate];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', crt];
    await run('openssl', ['req', ...options, ...names], { ...serverAccount(), cwd: this.folder });
    chmodSync(key, 0o600);
  }

  async start(): Promise<void> {
    const tls = existsSync(this.certificate)
      ? `-c ssl=on -c ssl_cert_file=${this.certificate} -c ssl_key_file=${join(this.folder, 'server.key')}`
      : '';
    const options = `-p ${this.port} -c listen_addresses=127.0.0.1 -k ${this.folder} ${tls}`;
    await this.control('start', '-w', '-o', options, '-l', join(this.folder, 'log'));
  }

  /** Ends the server like a crash: without a checkpoint. */
  async kill(): Promise<void> {
    await this.control('stop', '-m', 'immediate', '-w');
  }

  private control(...args: string[]): Promise<void> {
    return this.program('pg_ctl', '-D', join(this.folder, 'data'), ...args);
  }

  private async program(name: string, ...args: string[]): Promise<void> {
    await runPostgresProgram(name, args, this.folder);
  }
}
