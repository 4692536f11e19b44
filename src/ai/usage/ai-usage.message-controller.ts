import { Controller } from '@nestjs/common';
import { CurrentUser, RequiresRole } from '../../auth/access.decorator.js';
import { type Principal, Role } from '../../auth/principal.js';
import type { Versioned } from '../../common/results.js';
import { aiUsageRoutes } from '../../common/routes/ai-usage.routes.js';
import { IdempotencyKey } from '../../content/operations/idempotency-key.decorator.js';
import { Dto } from '../../content/operations/operation.decorator.js';
import { OnMessage } from '../../messages/on-message.decorator.js';
import { AIUsageService } from './ai-usage.service.js';
import type { AIUsageRecordInfo } from './dto/ai-usage-record-info.dto.js';
import type { AIUsage } from './dto/ai-usage.dto.js';
import { GetAIUsage } from './dto/get-ai-usage.dto.js';
import { NewAIUsageRecord } from './dto/new-ai-usage-record.dto.js';

/** The message API of the usage of AI. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AIUsageMessageController {
  constructor(private readonly usage: AIUsageService) {}

  @OnMessage(aiUsageRoutes.get, GetAIUsage)
  get(@Dto() request: GetAIUsage): Promise<AIUsage> {
    return this.usage.get(request);
  }

  @OnMessage(aiUsageRoutes.record, NewAIUsageRecord)
  record(
    @Dto() request: NewAIUsageRecord,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AIUsageRecordInfo>> {
    return this.usage.record(request, caller, key);
  }
}
