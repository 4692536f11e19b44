import type { EntityManager } from 'typeorm';
import { Stored } from '../common/answers.js';
import { ValidationError } from '../common/errors.js';
import type { Claimed, Idempotency } from '../database/idempotency.js';
import { type Dialect, Statement } from '../database/statement.js';
import type { AISession } from './ai-session.entity.js';
import { type AISessionInfo, toAISessionInfo } from './dto/ai-session-info.dto.js';

/** A session that somebody wants stored. */
export interface NewSession extends Claimed {
  readonly session: AISession;
}

type Outcome = Stored<AISessionInfo> | Error;

/**
 * Inserts sessions in one statement, each as if it were alone: one whose account does not exist fails by itself.
 *
 * @returns For each its answer, or the error that keeps it out.
 */
export function insertSessions(
  manager: EntityManager,
  dialect: Dialect,
  idempotency: Idempotency,
  wanted: readonly NewSession[],
): Promise<Outcome[]> {
  return idempotency.run(manager, wanted, {
    answer: async (items) => {
      const accounts = await findAccounts(manager, dialect, items);
      return items.map(({ session }) => answerOf(session, accounts));
    },
    store: (items) => insert(manager, dialect, items),
  });
}

const COLUMNS = ['id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy', 'accountId', 'purpose'];
const NAMES = COLUMNS.map((column) => `"${column}"`).join(', ');

async function insert(manager: EntityManager, dialect: Dialect, items: readonly NewSession[]): Promise<void> {
  const sessions = items.map(({ session }) => session);
  const statement = new Statement(dialect);
  const rows = statement.rows(sessions, COLUMNS);
  statement.text = `INSERT INTO ai_sessions (${NAMES}, version) SELECT ${NAMES}, 1 FROM ${rows}`;
  await manager.query(...statement.toQuery());
}

interface FoundAccount {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

async function findAccounts(
  manager: EntityManager,
  dialect: Dialect,
  items: readonly NewSession[],
): Promise<Map<string, FoundAccount>> {
  const ids = [...new Set(items.map(({ session }) => session.accountId))].filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const select = new Statement(dialect);
  select.text = `SELECT id, name, version FROM accounts WHERE id IN ${select.list(ids)}`;
  const found = await manager.query<FoundAccount[]>(...select.toQuery());
  return new Map(found.map((account) => [account.id, account]));
}

function answerOf(session: AISession, accounts: ReadonlyMap<string, FoundAccount>): Outcome {
  const { accountId } = session;
  if (accountId === null) return new Stored(toAISessionInfo(session, null), session.version);
  const account = accounts.get(accountId);
  if (!account) return ValidationError.of('NotFound', 'AccountId', `There is no account '${accountId}'.`);
  return new Stored(toAISessionInfo(session, account.name), session.version, String(account.version));
}
