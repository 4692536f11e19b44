import { Injectable } from '@nestjs/common';
import { callerIdOf, type Principal } from '../../auth/principal.js';
import { itemError } from '../../common/item-error.js';
import { BatchQueue } from '../../database/batching/batch-queue.js';
import { Database } from '../../database/engine/database.js';
import { batchIdempotencyOf, runBatch } from '../../database/idempotency/batch.js';
import { idempotencyRequestOf, type WithIdempotency } from '../../database/idempotency/idempotency-request.js';
import { IdempotencyService } from '../../database/idempotency/idempotency.service.js';
import type { AIUsageRecord } from './ai-usage-record.entity.js';
import type { AIUsageRecordInfo } from './dto/ai-usage-record-info.dto.js';
import type { AIUsage } from './dto/ai-usage.dto.js';
import type { GetAIUsage } from './dto/get-ai-usage.dto.js';
import { NewAIUsageRecord } from './dto/new-ai-usage-record.dto.js';
import { newRecord, prepareRecords, type RecordResult, storeRecords } from './store-records.js';
import { sumUpUsage } from './sum-up-usage.js';
import { sumUsage } from './usage-queries.js';

interface NewRecord extends WithIdempotency {
  readonly record: AIUsageRecord;
}

/** Records the usage of AI, and sums it up. */
@Injectable()
export class AIUsageService {
  private readonly creates: BatchQueue<NewRecord, RecordResult>;

  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
  ) {
    const { dialect } = database;
    const recordsOf = (items: readonly NewRecord[]): AIUsageRecord[] => items.map(({ record }) => record);
    const storeBatch = (items: readonly NewRecord[]) =>
      database.write((manager) =>
        idempotency.run(manager, items, {
          prepare: (fresh) => prepareRecords(manager, dialect, recordsOf(fresh)),
          store: (fresh) => storeRecords(manager, dialect, recordsOf(fresh)),
        }),
      );
    this.creates = new BatchQueue(storeBatch, undefined, 'usage records');
  }

  /**
   * Stores a record.
   *
   * @param key The caller's idempotency key. A retry with the same key and request returns the first result.
   * @returns The stored record. It is on disk.
   * @throws ValidationError `NotFound` on `AccountId` or `SessionId`; IdempotencyKeyReuseError if another request has used
   *   the key. Nothing is stored then.
   */
  record(request: NewAIUsageRecord, caller: Principal, key?: string): Promise<RecordResult> {
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, NewAIUsageRecord, request);
    return this.creates.enqueue({ record: newRecord(request, caller), idempotency });
  }

  /** Stores records, in one statement: all or none. Errors are those of `record`, of the first record that fails. */
  recordAll(
    requests: readonly NewAIUsageRecord[],
    caller: Principal,
    key?: string,
  ): Promise<readonly AIUsageRecordInfo[]> {
    const { dialect } = this.database;
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, NewAIUsageRecord, requests);
    return runBatch(this.database, this.idempotency, idempotency, async (manager) => {
      const records = requests.map((request) => newRecord(request, caller));
      const results = (await prepareRecords(manager, dialect, records)).map((result, index) => {
        if (result instanceof Error) throw itemError(result, index);
        return result.value;
      });
      await storeRecords(manager, dialect, records);
      return results;
    });
  }

  /** @returns The sums of the records that the request selects. An account or a customer without one is not included. */
  async get(request: GetAIUsage): Promise<AIUsage> {
    return sumUpUsage(await sumUsage(this.database, request));
  }

  /** @returns What `get` returns for each request. One after the other, because each may read many records. */
  async getAll(requests: readonly GetAIUsage[]): Promise<readonly AIUsage[]> {
    const usages: AIUsage[] = [];
    for (const request of requests) usages.push(await this.get(request));
    return usages;
  }
}
