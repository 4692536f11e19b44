import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { callerIdOf, type Principal } from '../../auth/principal.js';
import { ConflictError, NotFoundError } from '../../common/errors.js';
import { newId } from '../../common/new-id.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../../common/results.js';
import { expectVersion } from '../../common/versions.js';
import { BatchQueue } from '../../database/batching/batch-queue.js';
import { Database } from '../../database/engine/database.js';
import { Statement } from '../../database/engine/statement.js';
import { type IdempotencyRequest, idempotencyRequestOf } from '../../database/idempotency/idempotency-request.js';
import { IdempotencyService, unchanged } from '../../database/idempotency/idempotency.service.js';
import { ListReaderService } from '../../database/pagination/list-reader.service.js';
import type { AISessionInfo } from '../dto/ai-session-info.dto.js';
import { existing } from '../session-changes.js';
import { SessionDetailsService } from '../session-details.service.js';
import { findSession, findSessions, type FullSessionRow } from '../session-queries.js';
import { sessionNotFound, type SessionResult } from '../session-result.js';
import { actionFilter, actionSource } from './action-list.js';
import { AISessionAction } from './ai-session-action.entity.js';
import { expectNoApply } from './apply/lease.js';
import { deleteOpenActions, subtractRemoved, touchSession } from './changeset-queries.js';
import {
  ClearAISessionActions,
  DeleteAISessionAction,
  type GetAISessionAction,
  type ListAISessionActions,
  NewAISessionAction,
} from './dto/action-requests.dto.js';
import type { AISessionActionInfo } from './dto/ai-session-action-info.dto.js';
import { ActionRulesService } from './functions/action-rules.service.js';
import { type NewAction, stageActions } from './stage-actions.js';

/** Actions whose session is locked are staged one by one: each may wait for another lock. */
const LOCKED_STAGES = { maxBatchSize: 1, maxQueueSize: 1_000 };

/** Stages, reads and removes the actions of AI sessions. */
@Injectable()
export class ActionsService {
  private readonly stages: BatchQueue<NewAction, Versioned<AISessionActionInfo>>;

  constructor(
    private readonly database: Database,
    private readonly lists: ListReaderService,
    private readonly idempotency: IdempotencyService,
    private readonly details: SessionDetailsService,
    private readonly rules: ActionRulesService,
  ) {
    const lockedStages = new BatchQueue<NewAction, Versioned<AISessionActionInfo>>(
      (items) => stageActions(database, idempotency, items),
      LOCKED_STAGES,
    );
    this.stages = new BatchQueue((items) =>
      stageActions(database, idempotency, items, (item) => lockedStages.enqueue(item)),
    );
  }

  /**
   * Stages an action in a session.
   *
   * @param key The caller's idempotency key. A retry with the same key and request returns the first result.
   * @throws NotFoundError if the session does not exist, ConflictError if it is full, ValidationError if the function is
   *   not known or does not take the arguments, IdempotencyKeyReuseError.
   */
  async create(request: NewAISessionAction, caller: Principal, key?: string): Promise<AISessionActionInfo> {
    this.rules.check(request);
    const { sessionId, functionName, arguments: json = null, description = null } = request;
    const action: NewAction['action'] = {
      ...{ id: newId(), sessionId, date: new Date().toISOString(), stagedBy: caller.userName },
      ...{ functionName, arguments: json, description, status: 'Waiting', error: null },
    };
    const info = this.details.actionOf(action);
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, NewAISessionAction, request);
    return (await this.stages.enqueue({ action, info, idempotency })).value;
  }

  /**
   * @returns A page, or with `all` every match. Newest first by default.
   * @throws NotFoundError if the session does not exist.
   */
  async list(
    request: ListAISessionActions,
    caller: Principal,
  ): Promise<ListPage<AISessionActionInfo> | ListExport<AISessionActionInfo>> {
    const { sessionId } = request;
    if (!(await findSessions(this.database, [sessionId])).has(sessionId)) throw sessionNotFound();
    const toItem = (action: AISessionAction): AISessionActionInfo => this.details.actionOf(action);
    return this.lists.read(actionSource, actionFilter(request), request, toItem, callerIdOf(caller));
  }

  /** @throws NotFoundError */
  async get({ sessionId, actionId }: GetAISessionAction): Promise<AISessionActionInfo> {
    const select = new Statement(this.database.dialect);
    select.text =
      `SELECT * FROM ai_session_actions WHERE id = ${select.value(actionId)} ` +
      `AND "sessionId" = ${select.value(sessionId)}`;
    const [action] = await this.database.find<AISessionAction>(select);
    if (!action) throw actionNotFound();
    return this.details.actionOf(action);
  }

  /**
   * Removes an action.
   *
   * @param expected The versions of the session that the caller has seen. Any version is accepted by default.
   * @param key As in `create`.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError, ConflictError if the action has been applied
   *   or is being applied.
   */
  delete(
    request: DeleteAISessionAction,
    caller: Principal,
    expected?: ExpectedVersions,
    key?: string,
  ): Promise<SessionResult> {
    const { sessionId, actionId: id } = request;
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, DeleteAISessionAction, request, condition);
    return this.change({ sessionId, caller, expected, idempotency }, async (manager, row) => {
      const action = await manager.findOneBy(AISessionAction, { id, sessionId });
      if (!action) throw actionNotFound();
      if (action.status === 'Applied') throw new ConflictError('The action has been applied, so it cannot be removed.');
      if (action.status === 'Applying') expectNoApply(row);
      await manager.delete(AISessionAction, { id });
      return 1;
    });
  }

  /**
   * Removes every action that has not been applied.
   *
   * @param expected As in `delete`.
   * @param key As in `create`.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError, ConflictError while actions are being
   *   applied.
   */
  clear(
    request: ClearAISessionActions,
    caller: Principal,
    expected?: ExpectedVersions,
    key?: string,
  ): Promise<SessionResult> {
    const { sessionId } = request;
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, ClearAISessionActions, request, condition);
    return this.change({ sessionId, caller, expected, idempotency }, async (manager, row) => {
      expectNoApply(row);
      const count = row.openCount ?? 0;
      if (count > 0) await deleteOpenActions(manager, this.database.dialect, sessionId);
      return count;
    });
  }

  /** @param remove Removes open actions of the session, which is locked. Returns how many. */
  private change(
    { sessionId, caller, expected, idempotency }: SessionChange,
    remove: (manager: EntityManager, row: FullSessionRow) => Promise<number>,
  ): Promise<SessionResult> {
    const { dialect } = this.database;
    return this.database.write((manager) =>
      // The lock on the key keeps other replicas away until this transaction ends, so the changes may be made at once.
      this.idempotency.runOnce<AISessionInfo>(manager, idempotency, async () => {
        const row = existing(await findSession(manager, dialect, sessionId, 'for update'));
        expectVersion(row.version, expected, row.accountVersion);
        const count = await remove(manager, row);
        if (count === 0) return unchanged(await this.details.resultOf(row, manager));
        await subtractRemoved(manager, dialect, sessionId, count);
        await touchSession(manager, dialect, sessionId, caller.userName);
        const changed = existing(await findSession(manager, dialect, sessionId, 'for update'));
        return unchanged(await this.details.resultOf(changed, manager));
      }),
    );
  }
}

interface SessionChange {
  readonly sessionId: string;
  readonly caller: Principal;
  readonly expected: ExpectedVersions | undefined;
  readonly idempotency: IdempotencyRequest | undefined;
}

const actionNotFound = (): NotFoundError => new NotFoundError('There is no such action in this session.');
