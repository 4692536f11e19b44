// Child processes and temporary files, none of which outlives the bench however it ends.
import { fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a server may take until it listens, in ms. */
const START_DEADLINE = 30_000;
/** How much of a server's output is kept to explain its failure, in characters. */
const KEPT_OUTPUT = 4_000;

const children = new Set();
let root;
let directories = 0;

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  // A killed child may still be writing for a moment.
  if (root) rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});
const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
for (const [signal, number] of Object.entries(signals)) process.once(signal, () => process.exit(128 + number));

/** A new, empty directory. */
export function temporaryDirectory() {
  root ??= mkdtempSync(join(tmpdir(), 'voice-api-bench-'));
  const directory = join(root, String(++directories));
  mkdirSync(directory);
  return directory;
}

/**
 * Starts a Node program that is a server. It sees none of this process's environment but PATH, and no `.env`, so that
 * everybody measures the same.
 *
 * @returns The process, what it printed so far, and `stop`, which waits until it is gone.
 */
export function startServer(script, env, cwd) {
  const child = spawn(process.execPath, [script], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = track(child);
  const server = { pid: child.pid, output: '', hasExited: false, stop };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (server.output = (server.output + text).slice(-KEPT_OUTPUT)));
  }
  void exited.then(() => (server.hasExited = true));
  return server;

  async function stop() {
    child.kill('SIGKILL'); // nothing on a throw-away database is worth a graceful end
    await exited;
  }
}

/**
 * Polls until `look` finds something.
 *
 * @param look Gives `undefined` while it has to wait.
 * @throws Error with what the server printed where it ends, or where nothing is found in time.
 */
export async function waitFor(server, look) {
  const deadline = performance.now() + START_DEADLINE;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (server.hasExited) throw new Error(`A server ended before it was ready:\n${server.output}`);
    if (performance.now() > deadline) throw new Error(`A server was not ready in time:\n${server.output}`);
    await sleep(10);
  }
}

/** Starts a Node program that talks over IPC. */
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
