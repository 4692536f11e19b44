import type { EntityManager } from 'typeorm';
import { Versioned } from '../common/results.js';
import { ValidationError } from '../common/errors.js';
import type { Database } from '../database/engine/database.js';
import type { WithIdempotency } from '../database/idempotency/idempotency-request.js';
import type { IdempotencyService } from '../database/idempotency/idempotency.service.js';
import { Statement } from '../database/engine/statement.js';
import type { AISession } from './ai-session.entity.js';
import { type AISessionInfo, toAISessionInfo } from './dto/ai-session-info.dto.js';

/** A session that somebody wants stored. */
export interface NewSession extends WithIdempotency {
  readonly session: AISession;
}

type Answer = Versioned<AISessionInfo>;
type Outcome = Answer | Error;

/**
 * Inserts sessions together, each as if it were alone: one whose account does not exist fails by itself.
 *
 * @param whileLocked Inserts a session whose account somebody is changing right now, so that its neighbours need not
 *   wait; without it the statement itself waits.
 * @returns For each its answer, or the error that keeps it out.
 */
export async function insertSessions(
  database: Database,
  idempotency: IdempotencyService,
  wanted: readonly NewSession[],
  whileLocked?: (item: NewSession) => Promise<Answer>,
): Promise<(Outcome | Promise<Answer>)[]> {
  const keyed = wanted.filter(({ idempotency }) => idempotency !== undefined);
  if (keyed.length === 0) return insertTogether(database, wanted, whileLocked);
  // Those that can be told from their retries take a transaction of several statements; the others need not wait for it.
  const free = wanted.filter(({ idempotency }) => idempotency === undefined);
  const [freeOutcomes, keyedOutcomes] = await Promise.all([
    free.length === 0 ? [] : settled(free, insertTogether(database, free, whileLocked)),
    settled(keyed, insertKeyed(database, idempotency, keyed)),
  ]);
  const outcomes = new Map<NewSession, Outcome | Promise<Answer>>([
    ...free.map((item, index) => [item, freeOutcomes[index] as Outcome] as const),
    ...keyed.map((item, index) => [item, keyedOutcomes[index] as Outcome] as const),
  ]);
  return wanted.map((item) => outcomes.get(item) as Outcome);
}

/** A failure of one part is that part's alone. */
const settled = <T>(items: readonly unknown[], outcomes: Promise<T[]>): Promise<(T | Error)[]> =>
  outcomes.catch((error: unknown) => items.map(() => (error instanceof Error ? error : new Error(String(error)))));

/** One statement, which is a transaction by itself. */
async function insertTogether(
  database: Database,
  items: readonly NewSession[],
  whileLocked?: (item: NewSession) => Promise<Answer>,
): Promise<(Outcome | Promise<Answer>)[]> {
  const sessions = items.map(({ session }) => session);
  const rows = await database.run<InsertedRow>(insert(database, sessions, whileLocked !== undefined));
  const stored = new Map(rows.map((row) => [row.id, row]));
  const left = sessions.filter(({ id }) => !stored.has(id));
  const existing = left.length > 0 && whileLocked ? await accountsOf(database, database.read, left) : new Map();
  return items.map((item) => {
    const { session } = item;
    const row = stored.get(session.id);
    if (row) return answerOf(session, { name: row.accountName, version: row.accountVersion });
    return whileLocked && existing.has(session.accountId) ? handled(whileLocked(item)) : unknownAccount(session);
  });
}

/** A promise whose failure is looked at only once the rest of the batch is done: until then it is nobody's fault. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** The same for sessions that are stored together with the keys of their requests. */
function insertKeyed(
  database: Database,
  idempotency: IdempotencyService,
  items: readonly NewSession[],
): Promise<Outcome[]> {
  return database.write((manager) =>
    idempotency.run(manager, items, {
      answer: async (fresh) => {
        const sessions = fresh.map(({ session }) => session);
        const accounts = await accountsOf(database, manager, sessions, 'for key share');
        return sessions.map((session) => {
          if (session.accountId === null) return answerOf(session);
          const account = accounts.get(session.accountId);
          return account ? answerOf(session, account) : unknownAccount(session);
        });
      },
      store: async (fresh) => {
        const statement = insert(
          database,
          fresh.map(({ session }) => session),
          false,
        );
        await manager.query(...statement.toQuery());
      },
    }),
  );
}

interface InsertedRow {
  readonly id: string;
  readonly accountName: string | null;
  readonly accountVersion: number | null;
}

const COLUMNS = ['id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy', 'accountId', 'purpose'];
const NAMES = COLUMNS.map((column) => `"${column}"`).join(', ');

function insert({ dialect }: Database, sessions: readonly AISession[], skipsLocked: boolean): Statement {
  const statement = new Statement(dialect);
  // An account that is being deleted would make the whole statement wait, and then fail by its foreign key.
  const lock = dialect === 'postgres' ? `FOR KEY SHARE ${skipsLocked ? 'SKIP LOCKED' : ''}` : '';
  statement.text = `
    WITH known AS (SELECT id FROM accounts WHERE id IN ${statement.list(accountIds(sessions))} ${lock})
    INSERT INTO ai_sessions (${NAMES}, version)
    SELECT ${NAMES}, 1 FROM ${statement.rows(sessions, COLUMNS)}
    WHERE "accountId" IS NULL OR "accountId" IN (SELECT id FROM known)
    RETURNING id,
      (SELECT name FROM accounts WHERE accounts.id = "accountId") AS "accountName",
      (SELECT version FROM accounts WHERE accounts.id = "accountId") AS "accountVersion"`;
  return statement;
}

const accountIds = (sessions: readonly AISession[]): string[] =>
  [...new Set(sessions.map(({ accountId }) => accountId))].filter((id) => id !== null);

interface FoundAccount {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

/** The sessions' accounts that there are; `for key share` keeps them from being deleted until the transaction ends. */
async function accountsOf(
  { dialect }: Database,
  manager: EntityManager,
  sessions: readonly AISession[],
  lock?: 'for key share',
): Promise<Map<string, FoundAccount>> {
  const ids = accountIds(sessions);
  if (ids.length === 0) return new Map();
  const select = new Statement(dialect);
  select.text = `SELECT id, name, version FROM accounts WHERE id IN ${select.list(ids)}`;
  if (lock && dialect === 'postgres') select.text += ' FOR KEY SHARE';
  const found = await manager.query<FoundAccount[]>(...select.toQuery());
  return new Map(found.map((account) => [account.id, account]));
}

const answerOf = (session: AISession, account?: { name: string | null; version: number | null }): Answer =>
  new Versioned(
    toAISessionInfo(session, account?.name ?? null),
    session.version,
    account?.version == null ? '' : String(account.version),
  );

const unknownAccount = ({ accountId }: AISession): ValidationError =>
  ValidationError.of('NotFound', 'AccountId', `There is no account '${accountId}'.`);
