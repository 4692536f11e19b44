import { Controller } from '@nestjs/common';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import { Batch, BatchOperation } from '../content/operations/batch.decorator.js';
import { IdempotencyKey } from '../content/operations/idempotency-key.decorator.js';
import { AIBatchService } from './ai.batch.service.js';
import { AISessionInfo } from './dto/ai-session-info.dto.js';
import { DeleteAISession, GetAISession, PatchAISession } from './dto/ai-session-requests.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';

/** The batches of AI sessions, as ServiceStack's clients send them. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AIBatchController {
  constructor(private readonly sessions: AIBatchService) {}

  @BatchOperation(NewAISession, AISessionInfo)
  create(
    @Batch() requests: NewAISession[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly AISessionInfo[]> {
    return this.sessions.create(requests, caller, key);
  }

  @BatchOperation(GetAISession, AISessionInfo)
  get(@Batch() requests: GetAISession[]): Promise<readonly AISessionInfo[]> {
    return this.sessions.get(requests);
  }

  @BatchOperation(PatchAISession, AISessionInfo, { isPatch: true })
  patch(
    @Batch() requests: PatchAISession[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly AISessionInfo[]> {
    return this.sessions.patch(requests, caller, key);
  }

  @BatchOperation(DeleteAISession)
  delete(
    @Batch() requests: DeleteAISession[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly object[]> {
    return this.sessions.delete(requests, caller, key);
  }
}
