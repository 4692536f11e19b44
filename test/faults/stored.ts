import { sqliteDriver } from '../../src/database/engine/sqlite-driver.js';
import { onServer } from '../support/postgres-server.mjs';
import { groupBy } from './group-by.js';
import { operationIdOf } from './requests.js';
import type { StoredRow } from './violation.js';

/** Everything that the load stores. The account of a new installation has no space in its name. */
const ROWS = `SELECT id, purpose AS value, version FROM ai_sessions
  UNION ALL SELECT id, name, version FROM accounts WHERE name LIKE '% %'
  UNION ALL SELECT id, "customerId", 1 FROM ai_usage_records`;
const ACTIONS = `SELECT "sessionId", description, status FROM ai_session_actions ORDER BY "sessionId", position`;

interface ActionRow {
  readonly sessionId: string;
  readonly description: string;
  readonly status: string;
}

/** What is stored in a PostgreSQL database. */
export const storedInPostgres = (url: string): Promise<StoredRow[]> =>
  onServer(url, async (client) =>
    withActions((await client.query<StoredRow>(ROWS)).rows, (await client.query<ActionRow>(ACTIONS)).rows),
  );

/** What is stored in an SQLite database. @throws Error if the file is damaged. */
export function storedInSqlite(file: string): StoredRow[] {
  const connection = new (sqliteDriver())(file, { readonly: true });
  try {
    const [integrity] = connection.pragma('integrity_check') as { integrity_check: string }[];
    if (integrity?.integrity_check !== 'ok') throw new Error(`The database is damaged: ${JSON.stringify(integrity)}`);
    return withActions(connection.prepare<[], StoredRow>(ROWS).all(), connection.prepare<[], ActionRow>(ACTIONS).all());
  } finally {
    connection.close();
  }
}

function withActions(rows: readonly StoredRow[], actions: readonly ActionRow[]): StoredRow[] {
  const texts = groupBy(actions, ({ sessionId }) => sessionId);
  return rows.map((row) => {
    const own = texts.get(row.id)?.map(({ description, status }) => `${operationIdOf(description)} ${status}`);
    return own ? { ...row, actions: own } : row;
  });
}
