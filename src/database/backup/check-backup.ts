import { StartError } from '../../common/errors.js';
import { sqliteDriver } from '../engine/sqlite-driver.js';
import { migrations } from '../schema/migrations/index.js';

/**
 * Checks that a file is a whole database of this service, which this program or an earlier one has migrated. Makes it
 * one file: without a write-ahead log beside it.
 *
 * @param file A copy that nobody else uses.
 * @param name What the errors call it.
 * @returns How many migrations are still to be run on it.
 * @throws StartError of one line.
 */
export function checkBackup(file: string, name: string): number {
  const applied = read(file, name);
  const own = new Set(migrations.map((migration) => migration.name));
  const newer = applied.filter((migration) => !own.has(migration));
  if (newer.length > 0) {
    throw new StartError(
      `${name} is newer than this program, which does not have the migration ${newer.join(', ')}. ` +
        'Use the version that migrated it, or a later one.',
    );
  }
  return own.size - applied.length;
}

/** @returns The migrations that were run on the database. */
function read(file: string, name: string): string[] {
  const database = new (sqliteDriver())(file, { fileMustExist: true });
  try {
    database.pragma('journal_mode = DELETE');
    const problems = database.pragma('integrity_check') as { integrity_check: string }[];
    if (problems[0]?.integrity_check !== 'ok') {
      throw new StartError(`${name} is damaged: ${problems[0]?.integrity_check.replaceAll('\n', ' ')}`);
    }
    const isMigrated = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get();
    if (isMigrated === undefined) throw new StartError(`${name} is not a database of this service.`);
    return (database.prepare('SELECT name FROM migrations').all() as { name: string }[]).map((row) => row.name);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${name} is damaged: ${(error as Error).message}`, { cause: error });
  } finally {
    database.close();
  }
}
