import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import { Dto, Operation } from '../content/operation.decorator.js';
import { AIService } from './ai.service.js';
import { AISessionInfo } from './dto/ai-session-info.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';

/** The HTTP door to AI sessions. */
@ApiTags('AI sessions')
@Controller('ai/sessions')
export class AIController {
  constructor(private readonly sessions: AIService) {}

  /** Creates a new session */
  @Post()
  @Operation(NewAISession, AISessionInfo)
  @RequiresRole(Role.SystemAdministrator)
  create(@Dto() request: NewAISession, @Caller() caller: Principal): Promise<AISessionInfo> {
    return this.sessions.create(request, caller);
  }
}
