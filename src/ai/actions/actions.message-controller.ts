import { Controller } from '@nestjs/common';
import { CurrentUser, RequiresRole } from '../../auth/access.decorator.js';
import { type Principal, Role } from '../../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../../common/results.js';
import { aiSessionActionRoutes } from '../../common/routes/ai-session-action.routes.js';
import { IfMatch } from '../../content/operations/conditional-headers.js';
import { IdempotencyKey } from '../../content/operations/idempotency-key.decorator.js';
import { Dto } from '../../content/operations/operation.decorator.js';
import { CurrentCallIds } from '../../content/operations/current-call-ids.decorator.js';
import type { CallIds } from '../../content/operations/operation-call.js';
import { OnMessage } from '../../messages/on-message.decorator.js';
import type { AISessionInfo } from '../dto/ai-session-info.dto.js';
import { ActionsService } from './actions.service.js';
import { ApplyService } from './apply/apply.service.js';
import {
  ApplyAISession,
  ClearAISessionActions,
  DeleteAISessionAction,
  GetAISessionAction,
  ListAISessionActions,
  NewAISessionAction,
} from './dto/action-requests.dto.js';
import type { AISessionActionInfo } from './dto/ai-session-action-info.dto.js';

/** The message API of the actions of AI sessions. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class ActionsMessageController {
  constructor(
    private readonly actions: ActionsService,
    private readonly applies: ApplyService,
  ) {}

  @OnMessage(aiSessionActionRoutes.create, NewAISessionAction)
  create(
    @Dto() request: NewAISessionAction,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<AISessionActionInfo> {
    return this.actions.create(request, caller, key);
  }

  @OnMessage(aiSessionActionRoutes.list, ListAISessionActions)
  list(
    @Dto() request: ListAISessionActions,
    @CurrentUser() caller: Principal,
  ): Promise<ListPage<AISessionActionInfo> | ListExport<AISessionActionInfo>> {
    return this.actions.list(request, caller);
  }

  @OnMessage(aiSessionActionRoutes.get, GetAISessionAction)
  get(@Dto() request: GetAISessionAction): Promise<AISessionActionInfo> {
    return this.actions.get(request);
  }

  @OnMessage(aiSessionActionRoutes.delete, DeleteAISessionAction)
  delete(
    @Dto() request: DeleteAISessionAction,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.actions.delete(request, caller, expected, key);
  }

  @OnMessage(aiSessionActionRoutes.clear, ClearAISessionActions)
  clear(
    @Dto() request: ClearAISessionActions,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.actions.clear(request, caller, expected, key);
  }

  @OnMessage(aiSessionActionRoutes.apply, ApplyAISession)
  apply(
    @Dto() request: ApplyAISession,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
    @CurrentCallIds() ids?: CallIds,
  ): Promise<Versioned<AISessionInfo>> {
    return this.applies.apply(request, caller, expected, key, ids);
  }
}
