import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { StartError } from '../../common/errors.js';
import { createPrivateFile, syncToDisk } from '../engine/private-files.js';
import { sqliteDriver } from '../engine/sqlite-driver.js';
import { checkBackup } from './check-backup.js';

/** How a restore ended. */
export interface Restored {
  /** Where the database is that was there before; undefined if there was none. */
  readonly previous: string | undefined;
  /** How many migrations are still to be run. */
  readonly pending: number;
}

/**
 * Puts a backup in the place of an SQLite database. The old database is kept beside it.
 *
 * @throws StartError if the backup is damaged, of another service or newer than this program, or if a service uses the database.
 */
export function restoreDatabase(path: string, backup: string, now = new Date()): Restored {
  const file = existsSync(path) ? realpathSync(path) : path; // a symbolic link stays
  if (!existsSync(backup)) throw new StartError(`There is no backup at ${backup}.`);
  if (existsSync(`${backup}-wal`)) {
    throw new StartError(`${backup} is in use, or was: it has a write-ahead log beside it. Make a backup of it first.`);
  }
  const part = `${file}.${process.pid}.part`;
  try {
    createPrivateFile(part);
    copyFileSync(backup, part);
    chmodSync(part, 0o600);
    const pending = checkBackup(part, backup);
    giveToOwnerOf(existsSync(file) ? file : dirname(file), part);
    syncToDisk(part);
    const old = existsSync(file) ? openAlone(file) : undefined;
    try {
      const previous = setAside(file, now);
      renameSync(part, file);
      syncToDisk(dirname(file));
      return { previous, pending };
    } finally {
      old?.close();
    }
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${part}${suffix}`, { force: true });
  }
}

/**
 * Opens the database so that no other process can. Moves what its write-ahead log has into it, so that the file is whole.
 *
 * @returns `undefined` if it is so damaged that it cannot be opened.
 * @throws StartError if another process has it open.
 */
function openAlone(file: string): Sqlite.Database | undefined {
  const database = new (sqliteDriver())(file, { timeout: 0 });
  try {
    // Each user of a database with a write-ahead log has a lock on it, so only its sole user can do without the log.
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    const { code } = error as { code?: string };
    if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') return undefined;
    throw new StartError(
      code?.startsWith('SQLITE_BUSY')
        ? `${file} is in use. Stop the service first.`
        : `${file} cannot be opened: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** Keeps the database, and moves the log of one that is damaged: SQLite would apply it to the restored one. */
function setAside(file: string, now: Date): string | undefined {
  const suffix = now.toISOString().replaceAll(/[:.]/g, '-');
  const previous = `${file}.before-restore-${suffix}`;
  for (const part of ['-wal', '-shm', '-journal']) {
    if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${previous}${part}`);
  }
  if (!existsSync(file)) return undefined;
  // A second name first, and the restored file takes the first one: there is a database at every moment.
  linkSync(file, previous);
  return previous;
}

/** An administrator restores for the user of the service. */
function giveToOwnerOf(path: string, file: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(path);
  chownSync(file, uid, gid);
}
