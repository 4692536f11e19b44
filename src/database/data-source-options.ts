import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import { migrations } from './migrations/index.js';

/** How long SQLite itself waits for a lock, in ms: short, because it blocks the event loop for as long as it waits. */
const BUSY_TIMEOUT = 10;

interface Pragmas {
  pragma(source: string): unknown;
}

/**
 * What a DataSource on this database is opened with, entities aside.
 *
 * @param url `sqlite:PATH`, or `sqlite::memory:` for a temporary file of this process's own: a database truly in memory
 *   could not be shared by the writing and the reading connection.
 */
export function dataSourceOptions(url: string): BetterSqlite3DataSourceOptions {
  const path = url.slice('sqlite:'.length);
  const database = path === ':memory:' ? temporaryFile() : path;
  return {
    type: 'better-sqlite3',
    database,
    timeout: BUSY_TIMEOUT,
    enableWAL: true,
    prepareDatabase: (connection: Pragmas) => {
      // FULL makes every commit reach the disk before it is answered.
      connection.pragma('synchronous = FULL');
    },
    migrations,
    migrationsRun: true,
    migrationsTransactionMode: 'all',
  };
}

/** The same database, for reading alone. */
export function readerOptions(writer: BetterSqlite3DataSourceOptions): BetterSqlite3DataSourceOptions {
  return {
    ...writer,
    readonly: true,
    enableWAL: false,
    prepareDatabase: undefined,
    migrations: [],
    migrationsRun: false,
  };
}

/** A file that is gone when the process is. */
function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'voice-api-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'voice.db');
}
