import type { EntityManager } from 'typeorm';
import { ValidationError } from '../common/errors.js';
import { type Dialect, Statement } from '../database/statement.js';
import type { AISession } from './ai-session.entity.js';

/**
 * Inserts sessions in one statement, each as if it were alone: one whose account does not exist fails by itself.
 *
 * @returns For each session its account's name, `null` where it has none, or the error that keeps it out.
 */
export async function insertSessions(
  manager: EntityManager,
  dialect: Dialect,
  sessions: readonly AISession[],
): Promise<(string | null | ValidationError)[]> {
  const names = await accountNames(manager, dialect, sessions);
  const outcomes = sessions.map(({ accountId }) =>
    accountId === null ? null : (names.get(accountId) ?? unknownAccount(accountId)),
  );
  const stored = sessions.filter((_, index) => !(outcomes[index] instanceof ValidationError));
  if (stored.length > 0) {
    const insert = new Statement(dialect);
    insert.text = `INSERT INTO ai_sessions (${NAMES}) SELECT ${NAMES} FROM ${insert.rows(stored, COLUMNS)}`;
    await manager.query(...insert.toQuery());
  }
  return outcomes;
}

const COLUMNS = ['id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy', 'accountId', 'purpose'];
const NAMES = COLUMNS.map((column) => `"${column}"`).join(', ');

async function accountNames(
  manager: EntityManager,
  dialect: Dialect,
  sessions: readonly AISession[],
): Promise<Map<string, string>> {
  const ids = [...new Set(sessions.map(({ accountId }) => accountId))].filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const select = new Statement(dialect);
  select.text = `SELECT id, name FROM accounts WHERE id IN ${select.list(ids)}`;
  const found = await manager.query<{ id: string; name: string }[]>(...select.toQuery());
  return new Map(found.map(({ id, name }) => [id, name]));
}

const unknownAccount = (id: string): ValidationError =>
  ValidationError.of('NotFound', 'AccountId', `There is no account '${id}'.`);
