import { ValidationError } from '../common/errors.js';
import type { Database } from '../database/database.js';
import { Statement } from '../database/statement.js';
import type { AISession } from './ai-session.entity.js';

/** For a session that was stored its account's name, `null` where it has none; for one that was not the error. */
type Outcome = string | null | ValidationError;

/**
 * Inserts sessions in one statement, each as if it were alone: one whose account does not exist fails by itself.
 *
 * @param whileLocked Inserts a session whose account somebody is changing right now, so that its neighbours need not
 *   wait; without it the statement itself waits.
 */
export async function insertSessions(
  database: Database,
  sessions: readonly AISession[],
  whileLocked?: (session: AISession) => Promise<string | null>,
): Promise<(Outcome | Promise<string | null>)[]> {
  const stored = new Map(
    (await database.run<Stored>(insert(database, sessions, whileLocked !== undefined))).map((row) => [row.id, row]),
  );
  const left = sessions.filter(({ id }) => !stored.has(id));
  const existing = left.length > 0 && whileLocked ? await existingAccounts(database, left) : new Set();
  return sessions.map((session) => {
    const row = stored.get(session.id);
    if (row) return row.accountName;
    return whileLocked && existing.has(session.accountId) ? whileLocked(session) : unknownAccount(session.accountId);
  });
}

interface Stored {
  readonly id: string;
  readonly accountName: string | null;
}

const COLUMNS = ['id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy', 'accountId', 'purpose'];
const NAMES = COLUMNS.map((column) => `"${column}"`).join(', ');

function insert({ dialect }: Database, sessions: readonly AISession[], skipsLocked: boolean): Statement {
  const statement = new Statement(dialect);
  // An account that is being deleted would make the whole statement wait, and then fail by its foreign key.
  const lock = dialect === 'postgres' ? `FOR KEY SHARE ${skipsLocked ? 'SKIP LOCKED' : ''}` : '';
  statement.text = `
    WITH known AS (SELECT id FROM accounts WHERE id IN ${statement.list(accountIds(sessions))} ${lock})
    INSERT INTO ai_sessions (${NAMES})
    SELECT ${NAMES} FROM ${statement.rows(sessions, COLUMNS)}
    WHERE "accountId" IS NULL OR "accountId" IN (SELECT id FROM known)
    RETURNING id, (SELECT name FROM accounts WHERE accounts.id = "accountId") AS "accountName"`;
  return statement;
}

const accountIds = (sessions: readonly AISession[]): string[] =>
  [...new Set(sessions.map(({ accountId }) => accountId))].filter((id) => id !== null);

/** Which of the sessions' accounts are there, whoever is changing them. */
async function existingAccounts({ dialect, read }: Database, sessions: readonly AISession[]): Promise<Set<unknown>> {
  const select = new Statement(dialect);
  select.text = `SELECT id FROM accounts WHERE id IN ${select.list(accountIds(sessions))}`;
  return new Set((await read.query<{ id: string }[]>(...select.toQuery())).map(({ id }) => id));
}

const unknownAccount = (id: string | null): ValidationError =>
  ValidationError.of('NotFound', 'AccountId', `There is no account '${id}'.`);
