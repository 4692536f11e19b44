import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { describeIf } from './support/describe-if.js';
import { copyOfService, type Differences } from './support/service-copy.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';

const run = promisify(execFile);
const COMMIT = '47e2ffc284cb6b7e534b74bea96ee7972751661a';
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const ESCAPE = '\u001B';
/** A start that warns that it waits, and then fails. */
const NO_BROKER = { TRANSPORT_URL: 'nats://127.0.0.1:1', TRANSPORT_START_TIMEOUT: '1000' };
const env = { DATABASE_URL: 'sqlite::memory:' };

describe('the start of a copy of the service', () => {
  let service: ServiceProcess;
  const startCopy = async (differences: Differences): Promise<string> => {
    const folder = copyOfService(differences);
    service = await ServiceProcess.tryToRun(join(folder, 'dist/src/main.js'), /listening on (\S+)\n/, env, folder);
    return service.output();
  };
  afterEach(() => service.end('SIGKILL'));

  it('is refused with one line on a Node.js older than engines', async () => {
    expect(await startCopy({ supportedNode: '>=99.1' })).toBe(
      `voice-api requires Node.js >=99.1; this is ${process.versions.node}.\n`,
    );
    expect(service.child.exitCode).toBe(1);
  });

  it('is refused with one line without a driver for SQLite', async () => {
    const output = await startCopy({ withoutPackages: ['better-sqlite3', 'better-sqlite3-13'] });
    expect(output).toMatch(/^The database .*: SQLite .*Node\.js \d+\.\d+\.\d+ .*npm ci.*\n$/);
    expect(service.child.exitCode).toBe(1);
  });

  it('prints its version and commit in the start line and for --version', async () => {
    expect(await startCopy({ commit: COMMIT })).toContain(
      `voice-api ${version} (47e2ffc) is listening on ${service.url}`,
    );
    const health = (await (await fetch(`${service.url}/health/live`)).json()) as object;
    expect(health).toEqual({ status: 'ok', version, commit: COMMIT });
    const { stdout } = await run(process.execPath, [service.child.spawnargs[1] ?? '', '--version']);
    expect(stdout).toBe(`voice-api ${version} (${COMMIT})\n`);
  });

  it('prints only the version if the build did not know the commit', async () => {
    expect(await startCopy({})).toContain(`voice-api ${version} is listening on `);
    expect(await (await fetch(`${service.url}/health/live`)).json()).toEqual({ status: 'ok', version });
  });
});

describe('the output of a start', () => {
  let service: ServiceProcess;
  const start = async (settings: Record<string, string>): Promise<string[]> => {
    service = await ServiceProcess.tryToStart({ ...env, ...settings }, temporaryFolder());
    return service.output().trimEnd().split('\n');
  };
  afterEach(() => service.end('SIGKILL'));

  it('is the banner alone, without colour codes where it is no terminal', async () => {
    const lines = await start({ LOG_LEVEL: 'log', FORCE_COLOR: '1' });
    expect(lines.slice(0, 2)).toEqual(['', expect.stringContaining(`listening on ${service.url}`)]);
    expect(lines.filter((line) => line.startsWith('curl '))).toHaveLength(2);
    expect(service.output()).not.toContain(ESCAPE);
  });

  it('shows how Nest wires the modules at LOG_LEVEL=debug', async () => {
    await start({ LOG_LEVEL: 'debug' });
    expect(service.output()).toMatch(/DEBUG \[InstanceLoader\] AppModule/);
    // The bundle keeps the names of classes.
    expect(service.output()).toContain('[InstanceLoader] AccountsModule dependencies initialized');
  });

  it('is JSON lines in production, the address with the version among them', async () => {
    const lines = await start({ NODE_ENV: 'production', ADMIN_PASSWORD: 'given password' });
    const entries = lines.map((line) => JSON.parse(line) as object);
    expect(entries).toContainEqual(
      expect.objectContaining({ level: 'log', message: `listening on ${service.url}`, url: service.url, version }),
    );
  });

  it('is JSON lines in production also while it waits for a broker', async () => {
    const lines = await start({ ...NO_BROKER, NODE_ENV: 'production' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', context: 'Messages' });
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^The broker .* is unavailable/)]); // on stderr
  });
});

describe('two first starts at once on one SQLite file', () => {
  it('create one administrator and one Demo account, and one of them prints the password', async () => {
    const folder = temporaryFolder();
    const start = (): Promise<ServiceProcess> => ServiceProcess.start({ DATABASE_URL: 'sqlite:voice.db' }, folder);
    const services = await Promise.all([start(), start()]);
    const outputs = services.map((service) => service.output());
    const passwords = outputs.flatMap((output) => /[Pp]assword +(\S{24})/.exec(output)?.[1] ?? []);
    expect(passwords).toHaveLength(1);
    const accountIds = outputs.map((output) => /"accountId":"([^"]+)"/.exec(output)?.[1]);
    expect(accountIds[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(accountIds[1]).toBe(accountIds[0]);
    await Promise.all(services.map((service) => service.end('SIGKILL')));
  });
});

const hasScript = await run('script', ['--version']).then(
  () => true,
  () => false,
);
describeIf(hasScript, 'colours on a terminal: script is not installed')('the log on a terminal', () => {
  /** What a start that warns and then fails prints on a terminal, which `script` gives it. */
  const outputOnTerminal = async (settings: Record<string, string>): Promise<string> => {
    const command = `"${process.execPath}" "${join(process.cwd(), 'dist/src/main.js')}"`;
    const options = { cwd: temporaryFolder(), env: { PATH: process.env.PATH, ...env, ...NO_BROKER, ...settings } };
    return (await run('script', ['-qc', command, '/dev/null'], options)).stdout;
  };

  it('has colours', async () => {
    expect(await outputOnTerminal({ TERM: 'xterm-256color' })).toContain(ESCAPE);
  });

  it('has none with NO_COLOR', async () => {
    const output = await outputOnTerminal({ TERM: 'xterm-256color', NO_COLOR: '1' });
    expect(output).toMatch(/WARN .* is unavailable/);
    expect(output).not.toContain(ESCAPE);
  });
});
