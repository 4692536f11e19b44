import { Controller } from '@nestjs/common';
import { Caller, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, Export, Page, Stored } from '../common/answers.js';
import { IdempotencyKey, IfMatch } from '../content/headers.js';
import { Dto } from '../content/operation.decorator.js';
import { OnMessage } from '../messages/on-message.decorator.js';
import { AIService } from './ai.service.js';
import type { AISessionInfo } from './dto/ai-session-info.dto.js';
import { DeleteAISession, GetAISession, ListAISessions, PatchAISession } from './dto/ai-session-requests.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';

/** The door for messages to AI sessions. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AIMessages {
  constructor(private readonly sessions: AIService) {}

  @OnMessage('ai.sessions.create', NewAISession)
  create(
    @Dto() request: NewAISession,
    @Caller() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Stored<AISessionInfo>> {
    return this.sessions.create(request, caller, key);
  }

  @OnMessage('ai.sessions.list', ListAISessions)
  list(@Dto() request: ListAISessions): Promise<Page<AISessionInfo> | Export<AISessionInfo>> {
    return this.sessions.list(request);
  }

  @OnMessage('ai.sessions.get', GetAISession)
  get(@Dto() request: GetAISession): Promise<Stored<AISessionInfo>> {
    return this.sessions.get(request);
  }

  @OnMessage('ai.sessions.patch', PatchAISession)
  patch(
    @Dto() request: PatchAISession,
    @Caller() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Stored<AISessionInfo>> {
    return this.sessions.patch(request, caller, expected, key);
  }

  @OnMessage('ai.sessions.delete', DeleteAISession)
  delete(
    @Dto() request: DeleteAISession,
    @Caller() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.sessions.delete(request, caller, expected, key);
  }
}
