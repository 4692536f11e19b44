import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RequiresRole } from '../../auth/access.decorator.js';
import { type Principal, Role } from '../../auth/principal.js';
import type { Versioned } from '../../common/results.js';
import { aiUsageRoutes } from '../../common/routes/ai-usage.routes.js';
import { HttpRoute } from '../../content/operations/http-route.decorator.js';
import { IdempotencyKey } from '../../content/operations/idempotency-key.decorator.js';
import { Dto, Operation } from '../../content/operations/operation.decorator.js';
import { AIUsageService } from './ai-usage.service.js';
import { AIUsageRecordInfo } from './dto/ai-usage-record-info.dto.js';
import { AIUsage } from './dto/ai-usage.dto.js';
import { GetAIUsage } from './dto/get-ai-usage.dto.js';
import { NewAIUsageRecord } from './dto/new-ai-usage-record.dto.js';

/** The HTTP API of the usage of AI. */
@ApiTags('AI usage')
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AIUsageController {
  constructor(private readonly usage: AIUsageService) {}

  /**
   * Gets the minutes of AI that were used
   *
   * @remarks Sums the records that match every given member, per account and per customer of these accounts. Each sum is
   * rounded up to minutes. `startDate` is included and `endDate` is not; without them, there is no limit. In a URL, the `+` of
   * an offset is `%2B`.
   */
  @HttpRoute(aiUsageRoutes.get)
  @Operation(GetAIUsage, AIUsage)
  get(@Dto() request: GetAIUsage): Promise<AIUsage> {
    return this.usage.get(request);
  }

  /**
   * Gets the minutes of AI that were used, by POST
   *
   * @remarks The same as `GET`, with the members in the body. It changes nothing.
   */
  @HttpRoute({ ...aiUsageRoutes.get, method: 'POST' })
  @Operation(GetAIUsage, AIUsage, { id: 'GetAIUsageByPost', readsQuery: true })
  getByPost(@Dto() request: GetAIUsage): Promise<AIUsage> {
    return this.usage.get(request);
  }

  /**
   * Records seconds of AI that were used
   *
   * @remarks Returns 400 if the account or the session does not exist. Deleting them later keeps the record. A retry with the
   * same `Idempotency-Key` returns the first response again, and the seconds count once.
   */
  @HttpRoute(aiUsageRoutes.record)
  @Operation(NewAIUsageRecord, AIUsageRecordInfo, { isStageable: true })
  record(
    @Dto() request: NewAIUsageRecord,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AIUsageRecordInfo>> {
    return this.usage.record(request, caller, key);
  }
}
