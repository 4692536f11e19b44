import { Controller } from '@nestjs/common';
import { CurrentUser, RequiresRole } from '../../auth/access.decorator.js';
import { type Principal, Role } from '../../auth/principal.js';
import { Batch, BatchOperation } from '../../content/operations/batch.decorator.js';
import { IdempotencyKey } from '../../content/operations/idempotency-key.decorator.js';
import { AISessionInfo } from '../dto/ai-session-info.dto.js';
import { ActionsBatchService } from './actions.batch.service.js';
import {
  ClearAISessionActions,
  DeleteAISessionAction,
  GetAISessionAction,
  NewAISessionAction,
} from './dto/action-requests.dto.js';
import { AISessionActionInfo } from './dto/ai-session-action-info.dto.js';

/** The batches of actions of AI sessions, as ServiceStack's clients send them. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class ActionsBatchController {
  constructor(private readonly actions: ActionsBatchService) {}

  @BatchOperation(NewAISessionAction, AISessionActionInfo)
  create(
    @Batch() requests: NewAISessionAction[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly AISessionActionInfo[]> {
    return this.actions.create(requests, caller, key);
  }

  @BatchOperation(GetAISessionAction, AISessionActionInfo)
  get(@Batch() requests: GetAISessionAction[]): Promise<readonly AISessionActionInfo[]> {
    return this.actions.get(requests);
  }

  @BatchOperation(DeleteAISessionAction, AISessionInfo)
  delete(
    @Batch() requests: DeleteAISessionAction[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly AISessionInfo[]> {
    return this.actions.delete(requests, caller, key);
  }

  @BatchOperation(ClearAISessionActions, AISessionInfo)
  clear(
    @Batch() requests: ClearAISessionActions[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly AISessionInfo[]> {
    return this.actions.clear(requests, caller, key);
  }
}
