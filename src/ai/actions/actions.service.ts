import { Injectable } from '@nestjs/common';
import { callerIdOf, type Principal } from '../../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../../common/results.js';
import { BatchQueue } from '../../database/batching/batch-queue.js';
import { Database } from '../../database/engine/database.js';
import { idempotencyRequestOf } from '../../database/idempotency/idempotency-request.js';
import { IdempotencyService } from '../../database/idempotency/idempotency.service.js';
import { ListReaderService } from '../../database/pagination/list-reader.service.js';
import { SessionDetailsService } from '../session-details.service.js';
import { findSessions } from '../session-queries.js';
import { sessionNotFound, type SessionResult } from '../session-result.js';
import { actionFilter, actionSource, expectActionOf, findActions } from './action-queries.js';
import { ActionRemovals } from './action-removals.js';
import type { AISessionAction } from './ai-session-action.entity.js';
import {
  ClearAISessionActions,
  DeleteAISessionAction,
  type GetAISessionAction,
  type ListAISessionActions,
  NewAISessionAction,
} from './dto/action-requests.dto.js';
import type { AISessionActionInfo } from './dto/ai-session-action-info.dto.js';
import { ActionRulesService } from './functions/action-rules.service.js';
import { newAction, type NewAction, stageActions } from './stage-actions.js';

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
    private readonly removals: ActionRemovals,
  ) {
    const lockedStages = new BatchQueue<NewAction, Versioned<AISessionActionInfo>>(
      (items) => stageActions(database, idempotency, items),
      LOCKED_STAGES,
      'action stages, locked',
    );
    this.stages = new BatchQueue(
      (items) => stageActions(database, idempotency, items, (item) => lockedStages.enqueue(item)),
      undefined,
      'action stages',
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
    const action = newAction(request, caller);
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
    const actions = await findActions(this.database, [actionId]);
    return this.details.actionOf(expectActionOf(sessionId, actions.get(actionId)));
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
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, DeleteAISessionAction, request, condition);
    return this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, () => this.removals.removeOne(manager, request, caller, expected)),
    );
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
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, ClearAISessionActions, request, condition);
    return this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, () =>
        this.removals.removeOpen(manager, request, caller, expected),
      ),
    );
  }
}
