import type { EntityManager } from 'typeorm';
import { type Dialect, quoteColumns, Statement } from '../database/engine/statement.js';
import { entityColumns } from '../database/resources/entity-columns.js';
import { AISession } from './ai-session.entity.js';

/** A row that {@link insertStatement} returns. */
export interface InsertedRow {
  readonly id: string;
  readonly accountName: string | null;
  readonly accountVersion: number | null;
}

const COLUMNS = entityColumns(AISession);
const COLUMN_LIST = quoteColumns(COLUMNS);

/**
 * Inserts sessions and returns those that were inserted. Skips sessions whose account does not exist.
 *
 * @param options `skipsLocked`: also skips sessions whose account another transaction locks. Otherwise the statement
 *   waits for that transaction.
 */
export function insertStatement(
  dialect: Dialect,
  sessions: readonly AISession[],
  { skipsLocked }: { skipsLocked: boolean },
): Statement {
  const statement = new Statement(dialect);
  // Without the lock, an account that is deleted concurrently would fail the whole statement by its foreign key.
  const lock = dialect === 'postgres' ? `FOR KEY SHARE ${skipsLocked ? 'SKIP LOCKED' : ''}` : '';
  statement.text = `
    WITH existing AS (SELECT id FROM accounts WHERE id IN ${statement.list(accountIdsOf(sessions))} ${lock})
    INSERT INTO ai_sessions (${COLUMN_LIST})
    SELECT ${COLUMN_LIST} FROM ${statement.rows(sessions, COLUMNS)}
    WHERE "accountId" IS NULL OR "accountId" IN (SELECT id FROM existing)
    RETURNING id,
      (SELECT name FROM accounts WHERE accounts.id = "accountId") AS "accountName",
      (SELECT version FROM accounts WHERE accounts.id = "accountId") AS "accountVersion"`;
  return statement;
}

const accountIdsOf = (sessions: readonly AISession[]): string[] =>
  [...new Set(sessions.map(({ accountId }) => accountId))].filter((id) => id !== null);

interface FoundAccount {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

/**
 * Finds the accounts of sessions.
 *
 * @param lock `for key share` prevents their deletion until the transaction ends.
 * @returns The existing accounts, by id.
 */
export async function findAccountsOf(
  manager: EntityManager,
  dialect: Dialect,
  sessions: readonly AISession[],
  lock?: 'for key share',
): Promise<Map<string | null, FoundAccount>> {
  const ids = accountIdsOf(sessions);
  if (ids.length === 0) return new Map();
  const select = new Statement(dialect);
  select.text = `SELECT id, name, version FROM accounts WHERE id IN ${select.list(ids)}`;
  if (lock && dialect === 'postgres') select.text += ' FOR KEY SHARE';
  const accounts = await manager.query<FoundAccount[]>(...select.toQuery());
  return new Map(accounts.map((account) => [account.id, account]));
}
