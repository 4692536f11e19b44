import { Injectable } from '@nestjs/common';
import { callerIdOf, type Principal } from '../../auth/principal.js';
import { itemError } from '../../common/item-error.js';
import { Database } from '../../database/engine/database.js';
import { batchIdempotencyOf, mapEach, runBatch } from '../../database/idempotency/batch.js';
import { IdempotencyService } from '../../database/idempotency/idempotency.service.js';
import { BatchBudget } from '../batch-budget.js';
import type { AISessionInfo } from '../dto/ai-session-info.dto.js';
import { SessionDetailsService } from '../session-details.service.js';
import { sessionNotFound } from '../session-result.js';
import { expectActionOf, findActions } from './action-queries.js';
import { ActionRemovals } from './action-removals.js';
import {
  ClearAISessionActions,
  DeleteAISessionAction,
  type GetAISessionAction,
  NewAISessionAction,
} from './dto/action-requests.dto.js';
import type { AISessionActionInfo } from './dto/ai-session-action-info.dto.js';
import { ActionRulesService } from './functions/action-rules.service.js';
import { lockSessions, newAction, refusalsOf, storeActions } from './stage-actions.js';

/**
 * Stages, reads and removes many actions in one call: all or none. Errors are those of `ActionsService`, with the index of
 * the first item that fails.
 */
@Injectable()
export class ActionsBatchService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly details: SessionDetailsService,
    private readonly rules: ActionRulesService,
    private readonly removals: ActionRemovals,
  ) {}

  async create(
    requests: readonly NewAISessionAction[],
    caller: Principal,
    key?: string,
  ): Promise<readonly AISessionActionInfo[]> {
    await mapEach(requests, (request) => this.rules.check(request));
    const { dialect } = this.database;
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, NewAISessionAction, requests);
    return runBatch(this.database, this.idempotency, idempotency, async (manager) => {
      const items = requests.map((request) => ({ action: newAction(request, caller) }));
      if (items.length === 0) return [];
      const counts = await lockSessions(manager, dialect, items);
      refusalsOf(items, counts, sessionNotFound()).forEach((refusal, index) => {
        if (refusal) throw itemError(refusal, index);
      });
      await storeActions(manager, dialect, items, counts);
      return items.map(({ action }) => this.details.actionOf(action));
    });
  }

  async get(requests: readonly GetAISessionAction[]): Promise<readonly AISessionActionInfo[]> {
    const actions = await findActions(this.database, [...new Set(requests.map(({ actionId }) => actionId))]);
    return mapEach(requests, ({ sessionId, actionId }) =>
      this.details.actionOf(expectActionOf(sessionId, actions.get(actionId))),
    );
  }

  delete(
    requests: readonly DeleteAISessionAction[],
    caller: Principal,
    key?: string,
  ): Promise<readonly AISessionInfo[]> {
    const condition = { expected: undefined };
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, DeleteAISessionAction, requests, condition);
    return runBatch(this.database, this.idempotency, idempotency, (manager) => {
      const budget = new BatchBudget();
      return mapEach(requests, async (request) =>
        budget.add((await this.removals.removeOne(manager, request, caller)).result.value),
      );
    });
  }

  clear(
    requests: readonly ClearAISessionActions[],
    caller: Principal,
    key?: string,
  ): Promise<readonly AISessionInfo[]> {
    const condition = { expected: undefined };
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, ClearAISessionActions, requests, condition);
    return runBatch(this.database, this.idempotency, idempotency, (manager) => {
      const budget = new BatchBudget();
      return mapEach(requests, async (request) =>
        budget.add((await this.removals.removeOpen(manager, request, caller)).result.value),
      );
    });
  }
}
