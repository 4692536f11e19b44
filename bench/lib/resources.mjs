// Child processes and temporary files. All of them are removed when the benchmark exits, even after an error or a signal.
import { fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Allocation } from './allocation.mjs';

/** How long a server can take to start, in ms. */
const START_TIMEOUT_MS = 30_000;
/** How much of a server's latest output is kept for error messages, in characters. */
const MAX_OUTPUT_LENGTH = 4_000;

const children = new Set();
let rootDirectory;
let directoryCount = 0;

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  // A killed child can still write for a moment.
  if (rootDirectory) rmSync(rootDirectory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
for (const [signal, number] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(128 + number));

/** Creates an empty directory. */
export function temporaryDirectory() {
  rootDirectory ??= mkdtempSync(join(tmpdir(), 'voice-api-bench-'));
  const directory = join(rootDirectory, String(++directoryCount));
  mkdirSync(directory);
  return directory;
}

/**
 * Starts a server as a Node process. Of this process's environment it gets only PATH, and `cwd` has no `.env` file, so the
 * results do not depend on local settings.
 *
 * @param tracesGc Whether `allocation` counts what the process allocates.
 * @returns The process id, the output so far, whether the process has exited, and `stop`, which waits for the exit.
 */
export function startServer(script, env, cwd, { tracesGc = false } = {}) {
  const child = spawn(process.execPath, [...(tracesGc ? ['--trace-gc'] : []), script], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = track(child);
  const server = { pid: child.pid, output: '', hasExited: false, stop };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (server.output = (server.output + text).slice(-MAX_OUTPUT_LENGTH)));
  }
  if (tracesGc) server.allocation = new Allocation(child.stdout);
  void exited.then(() => (server.hasExited = true));
  return server;

  async function stop() {
    child.kill('SIGKILL'); // the database is temporary, so a graceful shutdown is unnecessary
    await exited;
  }
}

/**
 * Polls until a server is ready.
 *
 * @param poll Returns `undefined` until the server is ready.
 * @returns What `poll` returned.
 * @throws Error with the server's output, if the server exits or is not ready in time.
 */
export async function waitFor(server, poll) {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const result = await poll();
    if (result !== undefined) return result;
    if (server.hasExited) throw new Error(`The server exited before it was ready:\n${server.output}`);
    if (performance.now() > deadline) throw new Error(`The server was not ready in time:\n${server.output}`);
    await sleep(10);
  }
}

/** Starts a Node process with an IPC channel. */
export function startWorker(script) {
  const child = fork(script);
  void track(child);
  return child;
}

function track(child) {
  children.add(child);
  return new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  }).then(() => void children.delete(child));
}
