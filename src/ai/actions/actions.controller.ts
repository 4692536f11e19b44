import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RequiresRole } from '../../auth/access.decorator.js';
import { type Principal, Role } from '../../auth/principal.js';
import { listResponseOf } from '../../common/list-response.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../../common/results.js';
import { aiSessionActionRoutes } from '../../common/routes/ai-session-action.routes.js';
import { IfMatch } from '../../content/operations/conditional-headers.js';
import { HttpRoute } from '../../content/operations/http-route.decorator.js';
import { IdempotencyKey } from '../../content/operations/idempotency-key.decorator.js';
import { Dto, Operation } from '../../content/operations/operation.decorator.js';
import { CurrentCallIds } from '../../content/operations/current-call-ids.decorator.js';
import type { CallIds } from '../../content/operations/operation-call.js';
import { AISessionInfo } from '../dto/ai-session-info.dto.js';
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
import { AISessionActionInfo } from './dto/ai-session-action-info.dto.js';

const AISessionActionList = listResponseOf(AISessionActionInfo);

/** The HTTP API of the actions of AI sessions: stage, review, apply. */
@ApiTags('Actions')
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class ActionsController {
  constructor(
    private readonly actions: ActionsService,
    private readonly applies: ApplyService,
  ) {}

  /**
   * Stages an action in a session
   *
   * @remarks The action waits for review: nothing is called before `ApplyAISession`. Returns 400 if the function is not known
   * or does not take the arguments, and 409 if 200 actions wait. The session gets a new version.
   */
  @HttpRoute(aiSessionActionRoutes.create)
  @Operation(NewAISessionAction, AISessionActionInfo, { errors: ['NotFound', 'Conflict'] })
  create(
    @Dto() request: NewAISessionAction,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<AISessionActionInfo> {
    return this.actions.create(request, caller, key);
  }

  /**
   * Lists the actions of a session, newest first by default
   *
   * @remarks Includes the actions that were applied: the last 1,000 of a session are kept.
   */
  @HttpRoute(aiSessionActionRoutes.list)
  @Operation(ListAISessionActions, AISessionActionList)
  list(
    @Dto() request: ListAISessionActions,
    @CurrentUser() caller: Principal,
  ): Promise<ListPage<AISessionActionInfo> | ListExport<AISessionActionInfo>> {
    return this.actions.list(request, caller);
  }

  /**
   * Gets an action of a session
   *
   * @remarks Its `status` tells whether it waits, is being applied, was applied, or has failed.
   */
  @HttpRoute(aiSessionActionRoutes.get)
  @Operation(GetAISessionAction, AISessionActionInfo)
  get(@Dto() request: GetAISessionAction): Promise<AISessionActionInfo> {
    return this.actions.get(request);
  }

  /**
   * Removes an action from a session
   *
   * @remarks Returns the session with the actions that are left, and 409 if the action was applied or is being applied.
   */
  @HttpRoute(aiSessionActionRoutes.delete)
  @Operation(DeleteAISessionAction, AISessionInfo, { errors: ['Conflict'] })
  delete(
    @Dto() request: DeleteAISessionAction,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.actions.delete(request, caller, expected, key);
  }

  /**
   * Removes all actions from a session that were not applied
   *
   * @remarks Returns the session, and 409 while its actions are being applied. Actions that were applied stay in the list.
   */
  @HttpRoute(aiSessionActionRoutes.clear)
  @Operation(ClearAISessionActions, AISessionInfo, { errors: ['Conflict'], absentMembers: ['actions'] })
  clear(
    @Dto() request: ClearAISessionActions,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.actions.clear(request, caller, expected, key);
  }

  /**
   * Applies the actions of a session
   *
   * @remarks Runs the actions that wait, in order and as the caller, and stops at the first that fails. Returns the session
   * whether or not an action failed: `log` tells, and an action that failed has its `error`. Send the `ETag` of the session
   * that you reviewed as `If-Match` to apply exactly what you saw. Returns 409 while another apply of the session runs. With an
   * `Idempotency-Key`, a retry continues an apply that was interrupted, or gets the first response.
   */
  @HttpRoute(aiSessionActionRoutes.apply)
  @Operation(ApplyAISession, AISessionInfo, { errors: ['Conflict'] })
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
