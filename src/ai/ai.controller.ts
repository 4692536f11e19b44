import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../common/results.js';
import { listResponseOf } from '../common/list-response.js';
import { aiSessionRoutes } from '../common/routes/ai-session.routes.js';
import { IfMatch } from '../content/operations/conditional-headers.js';
import { HttpRoute } from '../content/operations/http-route.decorator.js';
import { IdempotencyKey } from '../content/operations/idempotency-key.decorator.js';
import { Dto, Operation } from '../content/operations/operation.decorator.js';
import { AIService } from './ai.service.js';
import { AISessionInfo } from './dto/ai-session-info.dto.js';
import { DeleteAISession, GetAISession, ListAISessions, PatchAISession } from './dto/ai-session-requests.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';

const AISessionList = listResponseOf(AISessionInfo);

/** The HTTP API of AI sessions. */
@ApiTags('AI sessions')
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AIController {
  constructor(private readonly sessions: AIService) {}

  /**
   * Creates a new session
   *
   * @remarks Every member is optional. Returns 400 if no account has the given `accountId`. A retry with the same
   * `Idempotency-Key` returns the first response again.
   */
  @HttpRoute(aiSessionRoutes.create)
  @Operation(NewAISession, AISessionInfo, { isStageable: true, absentMembers: ['actions', 'log'] })
  create(
    @Dto() request: NewAISession,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.sessions.create(request, caller, key);
  }

  /**
   * Lists sessions, newest first by default
   *
   * @remarks Returns one page of sessions. To get the next page, follow the `Link` header. To stream every matching session
   * in one response, set `all=true`.
   */
  @HttpRoute(aiSessionRoutes.list)
  @Operation(ListAISessions, AISessionList)
  list(
    @Dto() request: ListAISessions,
    @CurrentUser() caller: Principal,
  ): Promise<ListPage<AISessionInfo> | ListExport<AISessionInfo>> {
    return this.sessions.list(request, caller);
  }

  /**
   * Gets a session
   *
   * @remarks Includes the current name of the session's account.
   */
  @HttpRoute(aiSessionRoutes.get)
  @Operation(GetAISession, AISessionInfo)
  get(@Dto() request: GetAISession): Promise<Versioned<AISessionInfo>> {
    return this.sessions.get(request);
  }

  /**
   * Updates a session
   *
   * @remarks Changes only the members in the request. To clear a member, send `null` in JSON, or its name in `?reset=` with any
   * format: `?reset=Purpose`. A request that changes nothing leaves `dateLastModified` as it is.
   */
  @HttpRoute(aiSessionRoutes.patch)
  @Operation(PatchAISession, AISessionInfo, { isPatch: true, isStageable: true })
  patch(
    @Dto() request: PatchAISession,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.sessions.patch(request, caller, expected, key);
  }

  /**
   * Deletes a session
   *
   * @remarks Deletes the session permanently. This cannot be undone.
   */
  @HttpRoute(aiSessionRoutes.delete)
  @Operation(DeleteAISession, undefined, { isStageable: true, errors: ['Conflict'] })
  delete(
    @Dto() request: DeleteAISession,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.sessions.delete(request, caller, expected, key);
  }
}
