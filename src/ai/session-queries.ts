import type { EntityManager } from 'typeorm';
import type { Database } from '../database/engine/database.js';
import type { Filter, ListSource } from '../database/pagination/list-query.js';
import { type Dialect, type LockPurpose, Statement } from '../database/engine/statement.js';
import { periodConditions } from '../database/resources/period.js';
import { sortFields } from '../database/resources/sort-fields.js';
import { liveLease } from './actions/apply/lease.js';
import { AISession } from './ai-session.entity.js';
import { AISessionInfo } from './dto/ai-session-info.dto.js';
import type { ListAISessions } from './dto/ai-session-requests.dto.js';

/** A session with the members of its account that the session's representation depends on. */
export type SessionRow = AISession & { accountName: string | null; accountVersion: number | null };

/** What the row of one session has besides: null if the session never had an action. */
export interface ChangesetRow {
  readonly openCount: number | null;
  readonly log: string | null;
  /** The lease of the apply that is running: null also if it has ended. */
  readonly liveLeaseId: string | null;
}

/** A session with its changeset. */
export type FullSessionRow = SessionRow & ChangesetRow;

export const sessionSource: ListSource = {
  table: 'ai_sessions',
  select: 's.*, a.name AS "accountName", a.version AS "accountVersion"',
  from: 'ai_sessions s LEFT JOIN accounts a ON a.id = s."accountId"',
  fields: sortFields(AISessionInfo, AISession, 's', {
    accountName: { sql: 'a.name', isNullable: true },
    actions: undefined,
    log: undefined,
  }),
};

/** Which sessions a request lists. */
export const sessionFilter = (request: ListAISessions): Filter => ({
  conditions: (statement) => {
    const { accountIds, specificIds, purposeFilter } = request;
    return [
      ...(accountIds?.length ? [statement.isIn('s."accountId"', accountIds)] : []),
      ...(specificIds?.length ? [statement.isIn('s.id', specificIds)] : []),
      ...periodConditions(statement, 's."dateCreated"', request),
      ...(purposeFilter ? [purposeContains(statement, purposeFilter)] : []),
    ];
  },
  comparesEachRow: (sortedBy) => {
    const { purposeFilter, startDate, endDate } = request;
    return Boolean(purposeFilter) || (Boolean(startDate ?? endDate) && sortedBy !== 'dateCreated');
  },
});

/** Ignores the case of ASCII letters alone, as SQLite's LIKE does: the two databases fold others differently. */
const purposeContains = (statement: Statement, text: string): string =>
  statement.dialect === 'postgres'
    ? statement.contains(
        'lower(s.purpose COLLATE "C")',
        text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase()),
      )
    : statement.contains('s.purpose', text);

/** Selects single sessions. */
const selectFull = (dialect: Dialect): string =>
  `SELECT ${sessionSource.select}, c."openCount", c.log, ` +
  `${liveLease(dialect, 'c')} AS "liveLeaseId" ` +
  `FROM ${sessionSource.from} LEFT JOIN ai_session_changesets c ON c."sessionId" = s.id`;

/** @returns The existing sessions, by id. */
export async function findSessions(database: Database, ids: readonly string[]): Promise<Map<string, FullSessionRow>> {
  const select = new Statement(database.dialect);
  select.text = `${selectFull(database.dialect)} WHERE s.id IN ${select.list(ids)}`;
  return new Map((await database.find<FullSessionRow>(select)).map((row) => [row.id, row]));
}

/** @param purpose Locks the session until the transaction ends. */
export async function findSession(
  manager: EntityManager,
  dialect: Dialect,
  id: string,
  purpose: LockPurpose,
): Promise<FullSessionRow | undefined> {
  await lockSession(manager, dialect, id, purpose);
  const select = new Statement(dialect);
  select.text = `${selectFull(dialect)} WHERE s.id = ${select.value(id)}`;
  const [row] = await manager.query<FullSessionRow[]>(...select.toQuery());
  return row;
}

/**
 * A statement of its own: one that waits for a lock sees the locked row as it is now, but the rows that it joins, such as
 * the changeset, as they were when the statement began.
 */
async function lockSession(manager: EntityManager, dialect: Dialect, id: string, purpose: LockPurpose): Promise<void> {
  if (dialect !== 'postgres') return;
  const lock = new Statement(dialect);
  lock.text = `SELECT 1 FROM ai_sessions s WHERE s.id = ${lock.value(id)}${lock.lock('s', purpose)}`;
  await manager.query(...lock.toQuery());
}

export async function countSessionsOf(manager: EntityManager, dialect: Dialect, accountId: string): Promise<number> {
  const select = new Statement(dialect);
  select.text = `SELECT count(*) AS n FROM ai_sessions WHERE "accountId" = ${select.value(accountId)}`;
  const [row] = await manager.query<{ n: number | string }[]>(...select.toQuery());
  return Number(row?.n);
}
