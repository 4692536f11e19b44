import type { Database } from '../../database/engine/database.js';
import { Statement } from '../../database/engine/statement.js';
import { databaseTime } from '../actions/database-clock.js';

/** Which sessions are deleted. */
export interface PurgeFilter {
  /** Sessions that were last modified before this ISO date. */
  readonly before: string;
  /** Only sessions of this account. */
  readonly accountId?: string | undefined;
}

/** A session that was created before the date of a purge. */
export interface Candidate {
  readonly id: string;
  readonly dateCreated: string;
  readonly dateLastModified: string;
  /** How many actions are stored, and deleted with it. */
  readonly actions: number;
}

/**
 * Reads the next sessions that were created before the date, oldest first. A session is not modified before it is
 * created, so these include all that were last modified before the date; an index has them in this order.
 *
 * @param after The last session that was read before; undefined for the first ones.
 */
export function findCandidates(
  database: Database,
  { before, accountId }: PurgeFilter,
  after: Candidate | undefined,
  limit: number,
): Promise<Candidate[]> {
  const select = new Statement(database.dialect);
  const conditions = [
    ...(accountId === undefined ? [] : [`s."accountId" = ${select.value(accountId)}`]),
    `s."dateCreated" < ${select.value(before)}`,
    ...(after ? [`(s."dateCreated", s.id) > (${select.value(after.dateCreated)}, ${select.value(after.id)})`] : []),
  ];
  select.text =
    `SELECT s.id, s."dateCreated", s."dateLastModified", COALESCE(c."keptCount", 0) AS actions ` +
    `FROM ai_sessions s LEFT JOIN ai_session_changesets c ON c."sessionId" = s.id ` +
    `WHERE ${conditions.join(' AND ')} ORDER BY s."dateCreated", s.id LIMIT ${limit}`;
  return database.find<Candidate>(select);
}

/**
 * Deletes those of the sessions that are still as old, with their actions. Skips sessions that another transaction has
 * locked and those whose actions are being applied, by whatever process.
 *
 * @returns The ids of the deleted sessions.
 */
export async function deleteSessions(database: Database, before: string, ids: readonly string[]): Promise<string[]> {
  const remove = new Statement(database.dialect);
  const lock = database.dialect === 'postgres' ? `${remove.lock('s', 'for delete')} SKIP LOCKED` : '';
  // An apply modifies its session when it begins, in the transaction that stores its lease. So a statement that has
  // waited for nothing and finds the session old also sees the lease of an apply that began before it was that old.
  remove.text =
    `DELETE FROM ai_sessions WHERE id IN (SELECT s.id FROM ai_sessions s WHERE s.id IN ${remove.list(ids)} ` +
    `AND s."dateLastModified" < ${remove.value(before)} ` +
    `AND NOT EXISTS (SELECT 1 FROM ai_session_changesets c ` +
    `WHERE c."sessionId" = s.id AND c."leaseUntil" > ${databaseTime(database.dialect)})${lock}) RETURNING id`;
  return (await database.run<{ id: string }>(remove)).map(({ id }) => id);
}
