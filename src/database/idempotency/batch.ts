import type { EntityManager } from 'typeorm';
import { type ContractClass, contractOf } from '../../common/contract/data-contract.js';
import { itemError } from '../../common/item-error.js';
import { Versioned } from '../../common/results.js';
import type { Database } from '../engine/database.js';
import { type ChangeCondition, fingerprintText } from './fingerprint.js';
import { digest, type IdempotencyRequest, keyedRequest } from './idempotency-request.js';
import { type Change, type IdempotencyService, unchanged } from './idempotency.service.js';

/** As `idempotencyRequestOf`, for a batch: one key covers all its requests. */
export function batchIdempotencyOf<Request extends object>(
  scope: string,
  key: string | undefined,
  type: ContractClass<Request>,
  requests: readonly Request[],
  condition?: ChangeCondition,
): IdempotencyRequest | undefined {
  return keyedRequest(scope, key, () => {
    const fingerprints = requests.map((request) => digest(fingerprintText(type, request, condition)));
    return JSON.stringify([`${contractOf(type).name}[]`, ...fingerprints]);
  });
}

/**
 * Makes the changes of a batch in one transaction: all or none. A retry with the same key gets the first results.
 *
 * @param change Makes the changes and returns their results. Not called for a retry.
 */
export async function runBatch<T extends object>(
  database: Database,
  idempotency: IdempotencyService,
  request: IdempotencyRequest | undefined,
  change: (manager: EntityManager) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const { value } = await database.write((manager) =>
    // The lock on the key keeps other replicas away until this transaction ends, so the changes may be made at once.
    idempotency.runOnce(manager, request, async () => unchanged(new Versioned({ items: await change(manager) }, 0))),
  );
  return value.items;
}

/**
 * Prepares and stores the changes of a batch one after the other, so that each sees those before it.
 *
 * @throws What `prepare` throws, with the item's index in its field names.
 */
export const changeEach = <Request, T extends object>(
  requests: readonly Request[],
  prepare: (request: Request) => Promise<Change<T>>,
): Promise<T[]> =>
  mapEach(requests, async (request) => {
    const { result, store } = await prepare(request);
    await store();
    return result.value;
  });

/**
 * Handles the requests of a batch one after the other.
 *
 * @throws What `handle` throws, with the item's index in its field names.
 */
export async function mapEach<Request, T>(
  requests: readonly Request[],
  handle: (request: Request) => T | Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (const [index, request] of requests.entries()) {
    try {
      results.push(await handle(request));
    } catch (error) {
      throw itemError(error, index);
    }
  }
  return results;
}
