import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../common/errors.js';
import { syncToDisk } from '../engine/private-files.js';
import { sqliteDriver } from '../engine/sqlite-driver.js';
import { checkBackup } from './check-backup.js';

/** More pages than a database has. */
const ALL_PAGES = 0x7fff_ffff;

/**
 * Copies an SQLite database, also while the service writes to it: the copy has everything that was committed before it
 * began. The target gets its name only when it is complete, checked and on the disk. Only its owner may read it.
 *
 * @throws StartError if the database does not exist or the target does, or if the copy is damaged.
 */
export async function backUpDatabase(file: string, target: string): Promise<void> {
  if (!existsSync(file)) throw new StartError(`There is no database at ${file}.`);
  const refuseExisting = (): void => {
    if (existsSync(target)) throw new StartError(`${target} exists. A backup does not overwrite files.`);
  };
  refuseExisting();
  const part = `${target}.${process.pid}.part`;
  closeSync(createPart(part));
  try {
    await copy(file, part);
    checkBackup(part, 'The copy');
    syncToDisk(part);
    refuseExisting();
    renameSync(part, target);
    syncToDisk(dirname(target));
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${part}${suffix}`, { force: true });
  }
}

function createPart(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    throw new StartError(`The backup cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

async function copy(file: string, target: string): Promise<void> {
  const source = new (sqliteDriver())(file, { readonly: true, fileMustExist: true });
  try {
    // In one step: SQLite begins again if another process writes between two steps, and under load would never end.
    await source.backup(target, { progress: () => ALL_PAGES });
  } catch (error) {
    throw new StartError(`The backup cannot be written: ${(error as Error).message}`, { cause: error });
  } finally {
    source.close();
  }
}
