import type { EntityManager } from 'typeorm';
import type { Principal } from '../../auth/principal.js';
import { ConflictError } from '../../common/errors.js';
import { handled } from '../../common/handled.js';
import { MAX_KEPT_ACTIONS, MAX_OPEN_ACTIONS } from '../../common/limits.js';
import { newId } from '../../common/new-id.js';
import { Versioned } from '../../common/results.js';
import type { Database } from '../../database/engine/database.js';
import { type Dialect, Statement } from '../../database/engine/statement.js';
import { writeTogether } from '../../database/engine/write-together.js';
import type { WithIdempotency } from '../../database/idempotency/idempotency-request.js';
import type { IdempotencyService } from '../../database/idempotency/idempotency.service.js';
import { sessionNotFound } from '../session-result.js';
import type { AISessionAction } from './ai-session-action.entity.js';
import { appendLog } from './apply/log.js';
import {
  type Counts,
  deleteOldestApplied,
  findCounts,
  insertActions,
  type Touch,
  touchSessions,
  upsertCounts,
} from './changeset-queries.js';
import type { NewAISessionAction } from './dto/action-requests.dto.js';
import type { AISessionActionInfo } from './dto/ai-session-action-info.dto.js';

/** An action to be staged. Its position is known only when it is stored. */
export interface NewAction extends WithIdempotency {
  readonly action: Omit<AISessionAction, 'position'>;
  readonly info: AISessionActionInfo;
}

/** The action that a request stages. */
export const newAction = (request: NewAISessionAction, caller: Principal): NewAction['action'] => ({
  ...{ id: newId(), sessionId: request.sessionId, date: new Date().toISOString(), stagedBy: caller.userName },
  ...{ functionName: request.functionName, arguments: request.arguments ?? null },
  ...{ description: request.description ?? null, status: 'Waiting', error: null },
});

/** The action, a promise of it, or the error with which that action alone fails. */
type Outcome = Versioned<AISessionActionInfo> | Promise<Versioned<AISessionActionInfo>> | Error;

/** Stages an action on its own, and waits for its session. */
type StageOne = (item: NewAction) => Promise<Versioned<AISessionActionInfo>>;

/** The outcome of an action whose session another transaction has locked. */
const LOCKED = new Error('The session is locked.');

/**
 * Stages a batch of actions, each after those of its session that are staged already. An action whose session does not
 * exist or is full fails alone.
 *
 * @param stageLockedLater Stages an action whose session another transaction has locked, so that the rest of the batch
 *   does not wait for that lock. Without it, the whole batch waits.
 * @returns The outcome of each action, in order.
 */
export async function stageActions(
  database: Database,
  idempotency: IdempotencyService,
  items: readonly NewAction[],
  stageLockedLater?: StageOne,
): Promise<Outcome[]> {
  const { dialect } = database;
  const outcomes = await database.write((manager) => {
    let counts = new Map<string, Counts>();
    return idempotency.run<NewAction, AISessionActionInfo>(manager, items, {
      prepare: async (fresh) => {
        counts = await lockSessions(manager, dialect, fresh, stageLockedLater !== undefined);
        const missing = stageLockedLater && dialect === 'postgres' ? LOCKED : sessionNotFound();
        const refusals = refusalsOf(fresh, counts, missing);
        return fresh.map(({ info }, index) => refusals[index] ?? new Versioned(info, 0));
      },
      store: (fresh) => storeActions(manager, dialect, fresh, counts),
    });
  });
  return outcomes.map((outcome, index) => {
    const item = items[index];
    return outcome === LOCKED && item && stageLockedLater ? handled(stageLockedLater(item)) : outcome;
  });
}

/** @returns For each action, the error if its session is missing or full. Counts the actions before it in the batch. */
export function refusalsOf(
  items: readonly Pick<NewAction, 'action'>[],
  counts: ReadonlyMap<string, Counts>,
  missing: Error,
): (Error | undefined)[] {
  const free = new Map([...counts].map(([id, { openCount }]) => [id, MAX_OPEN_ACTIONS - openCount]));
  return items.map(({ action: { sessionId } }) => {
    const left = free.get(sessionId);
    if (left === undefined) return missing;
    if (left <= 0) return full();
    free.set(sessionId, left - 1);
    return undefined;
  });
}

/** @returns The counts of the sessions that exist, by their ids. */
export async function lockSessions(
  manager: EntityManager,
  dialect: Dialect,
  items: readonly Pick<NewAction, 'action'>[],
  skipsLocked = false,
): Promise<Map<string, Counts>> {
  const ids = [...new Set(items.map(({ action }) => action.sessionId))];
  const lock = new Statement(dialect);
  // All replicas lock in the order of ids, which prevents a deadlock.
  lock.text = `SELECT s.id FROM ai_sessions s WHERE s.id IN ${lock.list(ids)} ORDER BY s.id${lock.lock('s', 'for update')}`;
  if (skipsLocked && dialect === 'postgres') lock.text += ' SKIP LOCKED';
  const sessions = await manager.query<{ id: string }[]>(...lock.toQuery());
  const none = { lastPosition: 0, openCount: 0, keptCount: 0 };
  const counts = new Map(sessions.map(({ id }) => [id, { sessionId: id, ...none }]));
  // Only a statement that begins once the sessions are locked sees what others have changed before.
  for (const row of await findCounts(manager, dialect, ids))
    if (counts.has(row.sessionId)) counts.set(row.sessionId, row);
  return counts;
}

/** Stores actions of locked sessions, each after those that its session has. */
export async function storeActions(
  manager: EntityManager,
  dialect: Dialect,
  items: readonly Pick<NewAction, 'action'>[],
  counts: ReadonlyMap<string, Counts>,
): Promise<void> {
  const changed = new Map<string, Counts>();
  const touches = new Map<string, Touch>();
  const actions = items.map(({ action }): AISessionAction => {
    const { sessionId: id, date: dateLastModified, stagedBy: lastModifiedBy } = action;
    const before = changed.get(id) ?? counts.get(id);
    if (!before) throw new Error('The session of an action is not locked.');
    const { lastPosition, openCount, keptCount } = before;
    const position = lastPosition + 1;
    changed.set(id, { sessionId: id, lastPosition: position, openCount: openCount + 1, keptCount: keptCount + 1 });
    touches.set(id, { id, dateLastModified, lastModifiedBy });
    return { ...action, position };
  });
  for (const [id, { keptCount, ...others }] of changed) {
    if (keptCount <= MAX_KEPT_ACTIONS) continue;
    await dropApplied(manager, dialect, id, keptCount - MAX_KEPT_ACTIONS);
    changed.set(id, { ...others, keptCount: MAX_KEPT_ACTIONS });
  }
  await writeTogether(
    manager,
    dialect,
    insertActions(actions),
    upsertCounts([...changed.values()]),
    touchSessions([...touches.values()]),
  );
}

/** At most 200 actions are open, so the others were applied. */
async function dropApplied(manager: EntityManager, dialect: Dialect, sessionId: string, count: number): Promise<void> {
  await deleteOldestApplied(manager, dialect, sessionId, count);
  const line = `Dropped the ${count === 1 ? 'oldest applied action' : `${count} oldest applied actions`}: a session keeps ${MAX_KEPT_ACTIONS}.`;
  await appendLog(manager, dialect, sessionId, line);
}

const full = (): ConflictError =>
  new ConflictError(`${MAX_OPEN_ACTIONS} actions wait in this session. Apply or remove some first.`);
