// Child processes and temporary files. All of them are removed when the program ends, also after an error or a signal.
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const undos: (() => void)[] = [];
const root = mkdtempSync(join(tmpdir(), 'voice-api-faults-'));
chmodSync(root, 0o711); // PostgreSQL runs as another user
atEnd(() => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

process.on('exit', () => {
  for (const undo of undos.toReversed()) undo();
});
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
for (const [signal, number] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(128 + number));

/** Runs a function when the program ends, before those that were given earlier. */
export function atEnd(undo: () => void): void {
  undos.push(undo);
}

/** Creates an empty folder. */
export function newFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

/** Starts a program that is killed at the end, and appends its output to a file. */
export function launch(program: string, args: readonly string[], logFile: string, options: SpawnOptions): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(program, args, { ...options, stdio: ['ignore', log, log] });
  closeSync(log);
  atEnd(() => child.kill('SIGKILL'));
  return child;
}

export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Sends a signal and waits until the program has ended. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Polls until a condition holds; a poll that fails counts as false. @throws Error if it does not hold in time. */
export async function waitUntil(what: string, holds: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
    await sleep(20);
  }
}
