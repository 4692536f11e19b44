import type { Pool, PoolClient } from 'pg';
import { StartError } from '../../common/errors.js';
import { causeOf } from './database-errors.js';

/** SQLSTATE codes: a prepared statement of this name does not exist, or exists already. */
const PREPARED_STATEMENT_CODES: ReadonlySet<string> = new Set(['26000', '42P05']);

/**
 * Checks that each connection keeps the statements that it prepared, and has no others. Behind a pooler that gives every
 * transaction another connection to the server, and does not track prepared statements, this fails.
 *
 * @throws StartError if prepared statements do not work.
 */
export async function requirePreparedStatements(pool: Pool): Promise<void> {
  const clients: PoolClient[] = [];
  try {
    for (let opened = 0; opened < 2; opened++) clients.push(await pool.connect());
    const [one, other] = clients as [PoolClient, PoolClient];
    await probe(one);
    // The open transaction occupies the server connection on which `one` prepared, unless the pooler reserves that for `one`.
    await other.query('BEGIN');
    try {
      await probe(other);
      await probe(one);
    } finally {
      await other.query('ROLLBACK');
    }
  } catch (error) {
    if (!PREPARED_STATEMENT_CODES.has(causeOf(error).code)) throw error;
    throw new StartError(
      'DATABASE_URL names a connection pooler that loses prepared statements: use session mode, or PgBouncer 1.21 or ' +
        'later with max_prepared_statements above 0.',
      { cause: error },
    );
  } finally {
    for (const client of clients) client.release();
  }
}

const probe = (client: PoolClient): Promise<unknown> => client.query({ name: 'voice_probe', text: 'SELECT 1' });
