import { Controller } from '@nestjs/common';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../common/results.js';
import { aiSessionRoutes } from '../common/routes/ai-session.routes.js';
import { IfMatch } from '../content/operations/conditional-headers.js';
import { IdempotencyKey } from '../content/operations/idempotency-key.decorator.js';
import { Dto } from '../content/operations/operation.decorator.js';
import { OnMessage } from '../messages/on-message.decorator.js';
import { AIService } from './ai.service.js';
import type { AISessionInfo } from './dto/ai-session-info.dto.js';
import { DeleteAISession, GetAISession, ListAISessions, PatchAISession } from './dto/ai-session-requests.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';

/** The message API of AI sessions. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AIMessageController {
  constructor(private readonly sessions: AIService) {}

  @OnMessage(aiSessionRoutes.create, NewAISession)
  create(
    @Dto() request: NewAISession,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.sessions.create(request, caller, key);
  }

  @OnMessage(aiSessionRoutes.list, ListAISessions)
  list(
    @Dto() request: ListAISessions,
    @CurrentUser() caller: Principal,
  ): Promise<ListPage<AISessionInfo> | ListExport<AISessionInfo>> {
    return this.sessions.list(request, caller);
  }

  @OnMessage(aiSessionRoutes.get, GetAISession)
  get(@Dto() request: GetAISession): Promise<Versioned<AISessionInfo>> {
    return this.sessions.get(request);
  }

  @OnMessage(aiSessionRoutes.patch, PatchAISession)
  patch(
    @Dto() request: PatchAISession,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    return this.sessions.patch(request, caller, expected, key);
  }

  @OnMessage(aiSessionRoutes.delete, DeleteAISession)
  delete(
    @Dto() request: DeleteAISession,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.sessions.delete(request, caller, expected, key);
  }
}
