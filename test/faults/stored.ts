import { sqliteDriver } from '../../src/database/engine/sqlite-driver.js';
import { onServer } from '../support/postgres-server.mjs';
import type { StoredRow } from './checker.js';

const SELECT = 'SELECT id, purpose AS value, version FROM ai_sessions';

/** The sessions in a PostgreSQL database. */
export const storedInPostgres = (url: string): Promise<StoredRow[]> =>
  onServer(url, async (client) => (await client.query<StoredRow>(SELECT)).rows);

/** The sessions in an SQLite database. @throws Error if the file is damaged. */
export function storedInSqlite(file: string): StoredRow[] {
  const connection = new (sqliteDriver())(file, { readonly: true });
  try {
    const [integrity] = connection.pragma('integrity_check') as { integrity_check: string }[];
    if (integrity?.integrity_check !== 'ok') throw new Error(`The database is damaged: ${JSON.stringify(integrity)}`);
    return connection.prepare<[], StoredRow>(SELECT).all();
  } finally {
    connection.close();
  }
}
