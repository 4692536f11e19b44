import type { EntityManager } from 'typeorm';
import { ValidationError } from '../common/errors.js';
import type { AISession } from './ai-session.entity.js';

/**
 * Inserts sessions in one statement, each as if it were alone: one whose account does not exist fails by itself.
 *
 * @returns For each session its account's name, `null` where it has none, or the error that keeps it out.
 */
export async function insertSessions(
  manager: EntityManager,
  sessions: readonly AISession[],
): Promise<(string | null | ValidationError)[]> {
  const names = await accountNames(manager, sessions);
  const outcomes = sessions.map(({ accountId }) =>
    accountId === null ? null : (names.get(accountId) ?? unknownAccount(accountId)),
  );
  const stored = sessions.filter((_, index) => !(outcomes[index] instanceof ValidationError));
  if (stored.length > 0) await manager.query(INSERT, [JSON.stringify(stored)]);
  return outcomes;
}

const COLUMNS = ['id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy', 'accountId', 'purpose'];
const INSERT =
  `INSERT INTO ai_sessions (${COLUMNS.map((column) => `"${column}"`).join(', ')}) ` +
  `SELECT ${COLUMNS.map((column) => `value->>'${column}'`).join(', ')} FROM json_each(?)`;

async function accountNames(manager: EntityManager, sessions: readonly AISession[]): Promise<Map<string, string>> {
  const ids = [...new Set(sessions.map(({ accountId }) => accountId))].filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const found = await manager.query<{ id: string; name: string }[]>(
    'SELECT id, name FROM accounts WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(ids)],
  );
  return new Map(found.map(({ id, name }) => [id, name]));
}

const unknownAccount = (id: string): ValidationError =>
  ValidationError.of('NotFound', 'AccountId', `There is no account '${id}'.`);
