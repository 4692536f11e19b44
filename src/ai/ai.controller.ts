import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, Export, Page, Stored } from '../common/answers.js';
import { listResponseOf } from '../common/list-response.js';
import { IdempotencyKey, IfMatch } from '../content/headers.js';
import { Dto, Operation } from '../content/operation.decorator.js';
import { AIService } from './ai.service.js';
import { AISessionInfo } from './dto/ai-session-info.dto.js';
import { DeleteAISession, GetAISession, ListAISessions, PatchAISession } from './dto/ai-session-requests.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';

const AISessionList = listResponseOf(AISessionInfo);

/** The HTTP door to AI sessions. */
@ApiTags('AI sessions')
@RequiresRole(Role.SystemAdministrator)
@Controller('ai/sessions')
export class AIController {
  constructor(private readonly sessions: AIService) {}

  /** Creates a new session */
  @Post()
  @Operation(NewAISession, AISessionInfo)
  create(
    @Dto() request: NewAISession,
    @Caller() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Stored<AISessionInfo>> {
    return this.sessions.create(request, caller, key);
  }

  /** Lists sessions, the newest first */
  @Get()
  @Operation(ListAISessions, AISessionList)
  list(@Dto() request: ListAISessions): Promise<Page<AISessionInfo> | Export<AISessionInfo>> {
    return this.sessions.list(request);
  }

  /** Gets a session */
  @Get(':sessionId')
  @Operation(GetAISession, AISessionInfo)
  get(@Dto() request: GetAISession): Promise<Stored<AISessionInfo>> {
    return this.sessions.get(request);
  }

  /** Changes a session's purpose: what is left out stays as it is */
  @Patch(':sessionId')
  @Operation(PatchAISession, AISessionInfo, { isPatch: true })
  patch(
    @Dto() request: PatchAISession,
    @Caller() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Stored<AISessionInfo>> {
    return this.sessions.patch(request, caller, expected, key);
  }

  /** Deletes a session */
  @Delete(':sessionId')
  @Operation(DeleteAISession)
  delete(
    @Dto() request: DeleteAISession,
    @Caller() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.sessions.delete(request, caller, expected, key);
  }
}
