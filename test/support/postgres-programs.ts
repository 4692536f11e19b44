import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** @returns The folder of PostgreSQL's server programs; `undefined` if they are not installed. */
export function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const packaged = existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
  const found = [...(process.env.PATH ?? '').split(':'), ...packaged].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')),
  );
  // On the PATH there may be links to some of the programs.
  return found === undefined ? undefined : dirname(realpathSync(join(found, 'initdb')));
}

/** The path of a server program. */
export const postgresProgram = (name: string): string => join(postgresPrograms() ?? '', name);

/** Runs a server program to its end. @throws Error with what it printed if it fails. */
export async function runPostgresProgram(name: string, args: readonly string[], cwd: string): Promise<void> {
  await run(postgresProgram(name), args, { ...serverAccount(), cwd });
}

/** The account that runs the programs of a server, which refuse to run as root. */
export function serverAccount(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
