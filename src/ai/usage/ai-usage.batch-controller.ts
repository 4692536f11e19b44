import { Controller } from '@nestjs/common';
import { CurrentUser, RequiresRole } from '../../auth/access.decorator.js';
import { type Principal, Role } from '../../auth/principal.js';
import { Batch, BatchOperation } from '../../content/operations/batch.decorator.js';
import { IdempotencyKey } from '../../content/operations/idempotency-key.decorator.js';
import { AIUsageService } from './ai-usage.service.js';
import { AIUsageRecordInfo } from './dto/ai-usage-record-info.dto.js';
import { AIUsage } from './dto/ai-usage.dto.js';
import { GetAIUsage } from './dto/get-ai-usage.dto.js';
import { NewAIUsageRecord } from './dto/new-ai-usage-record.dto.js';

/** The batches of the usage of AI, as ServiceStack's clients send them. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AIUsageBatchController {
  constructor(private readonly usage: AIUsageService) {}

  @BatchOperation(GetAIUsage, AIUsage)
  get(@Batch() requests: GetAIUsage[]): Promise<readonly AIUsage[]> {
    return this.usage.getAll(requests);
  }

  @BatchOperation(NewAIUsageRecord, AIUsageRecordInfo)
  record(
    @Batch() requests: NewAIUsageRecord[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly AIUsageRecordInfo[]> {
    return this.usage.recordAll(requests, caller, key);
  }
}
