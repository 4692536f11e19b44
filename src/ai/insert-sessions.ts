import { handled } from '../common/handled.js';
import type { Database } from '../database/engine/database.js';
import { isKeyed, type WithIdempotency } from '../database/idempotency/idempotency-request.js';
import type { IdempotencyService } from '../database/idempotency/idempotency.service.js';
import type { AISession } from './ai-session.entity.js';
import { findAccountsOf, insertStatement, type InsertedRow } from './insert-queries.js';
import { accountNotFound, type SessionResult, toResult } from './session-result.js';

/** A session to be stored. */
export interface NewSession extends WithIdempotency {
  readonly session: AISession;
}

/** A session's result, a promise of it, or the error with which that session alone fails. */
type Outcome = SessionResult | Promise<SessionResult> | Error;

/** Inserts a session on its own. */
type InsertOne = (item: NewSession) => Promise<SessionResult>;

/**
 * Inserts a batch of sessions. A session whose account does not exist fails alone.
 *
 * @param insertLockedLater Inserts a session whose account is locked by another transaction, so that the rest of the
 *   batch does not wait for that lock. Without it, the whole batch waits.
 * @returns The outcome of each session, in order.
 */
export async function insertSessions(
  database: Database,
  idempotency: IdempotencyService,
  items: readonly NewSession[],
  insertLockedLater?: InsertOne,
): Promise<Outcome[]> {
  const keyed = items.filter(isKeyed);
  if (keyed.length === 0) return insertUnkeyed(database, items, insertLockedLater);
  // Sessions with idempotency keys take a transaction of several statements. The others do not wait for it.
  const unkeyed = items.filter((item) => !isKeyed(item));
  const [unkeyedOutcomes, keyedOutcomes] = await Promise.all([
    unkeyed.length === 0 ? [] : failEach(unkeyed, insertUnkeyed(database, unkeyed, insertLockedLater)),
    failEach(keyed, insertKeyed(database, idempotency, keyed)),
  ]);
  const outcomes = new Map<NewSession, Outcome>([
    ...unkeyed.map((item, index) => [item, unkeyedOutcomes[index] as Outcome] as const),
    ...keyed.map((item, index) => [item, keyedOutcomes[index] as Outcome] as const),
  ]);
  return items.map((item) => outcomes.get(item) as Outcome);
}

/** Turns the failure of one part of a batch into an error of each of its items, so that the other part succeeds. */
const failEach = <T>(items: readonly NewSession[], outcomes: Promise<T[]>): Promise<(T | Error)[]> =>
  outcomes.catch((error: unknown) => items.map(() => (error instanceof Error ? error : new Error(String(error)))));

/** Takes one statement, which is a transaction by itself. */
async function insertUnkeyed(
  database: Database,
  items: readonly NewSession[],
  insertLockedLater?: InsertOne,
): Promise<Outcome[]> {
  const sessions = items.map(({ session }) => session);
  const skipsLocked = insertLockedLater !== undefined;
  const rows = await database.run<InsertedRow>(insertStatement(database.dialect, sessions, { skipsLocked }));
  const inserted = new Map(rows.map((row) => [row.id, row]));
  const skipped = sessions.filter(({ id }) => !inserted.has(id));
  const existing = skipsLocked ? await findAccountsOf(database.read, database.dialect, skipped) : new Map();
  return items.map((item) => {
    const { session } = item;
    const row = inserted.get(session.id);
    if (row) return toResult(session, { name: row.accountName, version: row.accountVersion });
    // The statement skipped the session, because its account is locked or does not exist.
    return insertLockedLater && existing.has(session.accountId)
      ? handled(insertLockedLater(item))
      : accountNotFound(session);
  });
}

/** Stores the sessions together with their idempotency keys. */
function insertKeyed(
  database: Database,
  idempotency: IdempotencyService,
  items: readonly NewSession[],
): Promise<(SessionResult | Error)[]> {
  const { dialect } = database;
  return database.write((manager) =>
    idempotency.run(manager, items, {
      prepare: async (fresh) => {
        const sessions = fresh.map(({ session }) => session);
        const accounts = await findAccountsOf(manager, dialect, sessions, 'for key share');
        return sessions.map((session) => {
          if (session.accountId === null) return toResult(session);
          const account = accounts.get(session.accountId);
          return account ? toResult(session, account) : accountNotFound(session);
        });
      },
      store: async (fresh) => {
        const sessions = fresh.map(({ session }) => session);
        await manager.query(...insertStatement(dialect, sessions, { skipsLocked: false }).toQuery());
      },
    }),
  );
}
