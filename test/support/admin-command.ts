import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { jest } from '@jest/globals';
import type { Command } from 'commander';
import { adminCommand } from '../../src/cli/admin.command.js';
import { temporaryFolder } from './run-folder.js';

/** How a command ended, and what it printed. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the admin command in this process, which takes a tenth of the time of a process of its own.
 *
 * @param line The arguments, separated by spaces.
 * @param input What it reads from stdin.
 */
export async function runAdmin(databaseUrl: string, line: string, input = ''): Promise<CommandResult> {
  let [stdout, stderr] = ['', ''];
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') ?? {};
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => Boolean((stdout += String(chunk)))),
    jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => Boolean((stderr += String(chunk)))),
  ];
  Object.defineProperty(process, 'stdin', { ...stdin, get: () => Readable.from([input]), configurable: true });
  process.env.DATABASE_URL = databaseUrl;
  try {
    await withoutExit(adminCommand()).parseAsync(line.split(' '), { from: 'user' });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { exitCode, message } = error as Error & { exitCode?: number };
    // Commander has printed its own errors, and reports `--help` as an error with exit code 0.
    return exitCode === undefined
      ? { code: 1, stdout, stderr: `${stderr}${message}\n` }
      : { code: exitCode, stdout, stderr };
  } finally {
    delete process.env.DATABASE_URL;
    Object.defineProperty(process, 'stdin', stdin);
    for (const spy of spies) spy.mockRestore();
  }
}

/** Makes Commander throw instead of ending the process. */
function withoutExit(command: Command): Command {
  command.exitOverride().commands.forEach(withoutExit);
  return command;
}

/** Runs the built command in a process of its own, as an operator runs it. */
export function spawnAdmin(databaseUrl: string, ...args: string[]): Promise<CommandResult> {
  const options = { cwd: temporaryFolder(), env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl } };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(process.cwd(), 'bin/admin.mjs'), ...args],
      options,
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
