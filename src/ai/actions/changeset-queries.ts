import type { EntityManager } from 'typeorm';
import { type Column, type Dialect, quoteColumns, Statement } from '../../database/engine/statement.js';
import { type Write, writeTogether } from '../../database/engine/write-together.js';
import { entityColumns } from '../../database/resources/entity-columns.js';
import { IS_OPEN } from './action-status.js';
import { AISessionAction } from './ai-session-action.entity.js';
import { AISessionChangeset } from './ai-session-changeset.entity.js';

const ACTION_COLUMNS = entityColumns(AISessionAction);
const ACTION_COLUMN_LIST = quoteColumns(ACTION_COLUMNS);

/** Inserts actions. */
export const insertActions =
  (actions: readonly AISessionAction[]): Write =>
  (insert) =>
    `INSERT INTO ai_session_actions (${ACTION_COLUMN_LIST}) ` +
    `SELECT ${ACTION_COLUMN_LIST} FROM ${insert.rows(actions, ACTION_COLUMNS)}`;

/** What staging changes of a changeset. */
export type Counts = Pick<AISessionChangeset, 'sessionId' | 'lastPosition' | 'openCount' | 'keptCount'>;

const COUNT_COLUMNS: readonly Column[] = [
  { name: 'sessionId', type: 'text' },
  { name: 'lastPosition', type: 'integer' },
  { name: 'openCount', type: 'integer' },
  { name: 'keptCount', type: 'integer' },
];
const COUNT_COLUMN_LIST = quoteColumns(COUNT_COLUMNS);

/** @returns The counts of the sessions that have a changeset. */
export function findCounts(manager: EntityManager, dialect: Dialect, sessionIds: readonly string[]): Promise<Counts[]> {
  const select = new Statement(dialect);
  select.text = `SELECT ${COUNT_COLUMN_LIST} FROM ai_session_changesets WHERE "sessionId" IN ${select.list(sessionIds)}`;
  return manager.query<Counts[]>(...select.toQuery());
}

/** Stores counts, and creates the changesets that do not exist. The sessions must be locked. */
export const upsertCounts =
  (counts: readonly Counts[]): Write =>
  (upsert) =>
    `INSERT INTO ai_session_changesets (${COUNT_COLUMN_LIST}) ` +
    `SELECT ${COUNT_COLUMN_LIST} FROM ${upsert.rows(counts, COUNT_COLUMNS)} WHERE true ` +
    `ON CONFLICT ("sessionId") DO UPDATE SET "lastPosition" = excluded."lastPosition", ` +
    `"openCount" = excluded."openCount", "keptCount" = excluded."keptCount"`;

/** A change of a session by its actions. */
export interface Touch {
  readonly id: string;
  readonly dateLastModified: string;
  readonly lastModifiedBy: string;
}

const TOUCH_COLUMNS: readonly Column[] = [
  { name: 'id', type: 'text' },
  { name: 'dateLastModified', type: 'text' },
  { name: 'lastModifiedBy', type: 'text' },
];

/** Gives sessions a new version. */
export const touchSessions =
  (touches: readonly Touch[]): Write =>
  (update) =>
    `UPDATE ai_sessions SET version = ai_sessions.version + 1, "dateLastModified" = rows."dateLastModified", ` +
    `"lastModifiedBy" = rows."lastModifiedBy" FROM ${update.rows(touches, TOUCH_COLUMNS)} WHERE ai_sessions.id = rows.id`;

/** Gives a session a new version, by a user, now. */
export const touchSession = (manager: EntityManager, dialect: Dialect, id: string, userName: string): Promise<void> =>
  writeTogether(
    manager,
    dialect,
    touchSessions([{ id, dateLastModified: new Date().toISOString(), lastModifiedBy: userName }]),
  );

/** @returns The first open actions of a session up to a position, in order. */
export function findOpenActions(
  manager: EntityManager,
  dialect: Dialect,
  sessionId: string,
  { through, limit }: { through: number; limit: number },
): Promise<AISessionAction[]> {
  const select = new Statement(dialect);
  select.text =
    `SELECT * FROM ai_session_actions WHERE "sessionId" = ${select.value(sessionId)} AND ${IS_OPEN} ` +
    `AND position <= ${select.value(through)} ORDER BY position LIMIT ${limit}`;
  return manager.query<AISessionAction[]>(...select.toQuery());
}

/** Deletes the oldest actions of a session that were applied. */
export async function deleteOldestApplied(
  manager: EntityManager,
  dialect: Dialect,
  sessionId: string,
  limit: number,
): Promise<void> {
  const remove = new Statement(dialect);
  remove.text =
    `DELETE FROM ai_session_actions WHERE id IN (SELECT id FROM ai_session_actions ` +
    `WHERE "sessionId" = ${remove.value(sessionId)} AND status = 'Applied' ORDER BY position LIMIT ${limit})`;
  await manager.query(...remove.toQuery());
}

/** Deletes the open actions of a session. */
export async function deleteOpenActions(manager: EntityManager, dialect: Dialect, sessionId: string): Promise<void> {
  const remove = new Statement(dialect);
  remove.text = `DELETE FROM ai_session_actions WHERE "sessionId" = ${remove.value(sessionId)} AND ${IS_OPEN}`;
  await manager.query(...remove.toQuery());
}

/** Subtracts open actions that were deleted from the counts of a session. */
export async function subtractRemoved(
  manager: EntityManager,
  dialect: Dialect,
  sessionId: string,
  count: number,
): Promise<void> {
  const update = new Statement(dialect);
  update.text =
    `UPDATE ai_session_changesets SET "openCount" = "openCount" - ${count}, "keptCount" = "keptCount" - ${count} ` +
    `WHERE "sessionId" = ${update.value(sessionId)}`;
  await manager.query(...update.toQuery());
}
