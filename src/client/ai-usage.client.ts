import { Injectable } from '@nestjs/common';
import { aiUsageRoutes } from '../common/routes/ai-usage.routes.js';
import { ApiCaller } from './api-caller.js';
import type { CallOptions, ChangeOptions } from './call-options.js';
import type { Tagged } from './page.js';
import type { AIUsage, AIUsageRecordInfo, GetAIUsage, NewAIUsageRecord } from './wire-types.js';

/** The usage of AI. Every method rejects with a `VoiceApiError` if the service returns an error or cannot be reached. */
@Injectable()
export class AIUsageClient {
  /** @internal */
  constructor(private readonly calls: ApiCaller) {}

  /** Gets the minutes that accounts and their customers used, each sum rounded up. `endDate` is not included. */
  get(request: GetAIUsage = {}, options?: CallOptions): Promise<AIUsage> {
    return this.calls.call(aiUsageRoutes.get, request, options);
  }

  /** Records seconds that were used. */
  record(request: NewAIUsageRecord, options?: ChangeOptions): Promise<AIUsageRecordInfo & Tagged> {
    return this.calls.call(aiUsageRoutes.record, request, options);
  }
}
