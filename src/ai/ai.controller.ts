import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../common/results.js';
import { listResponseOf } from '../common/list-response.js';
import { IdempotencyKey, IfMatch } from '../content/operations/conditional-headers.js';
import { Dto, Operation } from '../content/operations/operation.decorator.js';
import { AIService } from './ai.service.js';
import { AISessionInfo } from './dto/ai-session-info.dto.js';
import { DeleteAISession, GetAISession, ListAISessions, PatchAISession } from './dto/ai-session-requests.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';

const AISessionList = listResponseOf(AISessionInfo);

/** The HTTP API of AI sessions. */
@ApiTags('AI sessions')
@RequiresRole(Role.SystemAdministrator)
@Controller('ai/sessions')
export class AIController {
  constructor(private readonly sessions: AIService) {}

  /**
   * Creates a new session
   *
   * @remarks Both members are optional. The `accountId` of an account that does not exist gives 400. A retry with the same
   * `Idempotency-Key` receives the first response again.
   */
  @Post()
  @Operation(NewAISession, AISessionInfo)
  create(
    @Dto() request: NewAISession,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.sessions.create(request, caller, key);
  }

  /**
   * Lists sessions, newest first
   *
   * @remarks Returns a page by number, or by the cursor in the `Link` header of the page before. With `all=true` it
   * returns every match as one stream.
   */
  @Get()
  @Operation(ListAISessions, AISessionList)
  list(@Dto() request: ListAISessions): Promise<ListPage<AISessionInfo> | ListExport<AISessionInfo>> {
    return this.sessions.list(request);
  }

  /**
   * Gets a session
   *
   * @remarks `accountName` is the account's current name.
   */
  @Get(':sessionId')
  @Operation(GetAISession, AISessionInfo)
  get(@Dto() request: GetAISession): Promise<Versioned<AISessionInfo>> {
    return this.sessions.get(request);
  }

  /**
   * Changes a session's purpose
   *
   * @remarks A member that is left out does not change. `null` in JSON, or `?reset=Purpose`, clears the purpose. A request
   * that changes nothing leaves `dateLastModified` as it is.
   */
  @Patch(':sessionId')
  @Operation(PatchAISession, AISessionInfo, { isPatch: true })
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
   * @remarks A deleted session cannot be restored.
   */
  @Delete(':sessionId')
  @Operation(DeleteAISession)
  delete(
    @Dto() request: DeleteAISession,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.sessions.delete(request, caller, expected, key);
  }
}
