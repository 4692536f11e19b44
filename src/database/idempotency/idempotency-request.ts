import { createHash } from 'node:crypto';
import type { ContractClass } from '../../common/contract/data-contract.js';
import { type ChangeCondition, fingerprintText } from './fingerprint.js';

/** Identifies a request and its retries. Both digests are stored, so what they are made of must not change. */
export interface IdempotencyRequest {
  /** A digest of the caller and the key. The same key of two callers gives two ids. */
  readonly id: string;
  /** A digest of the operation and its members. A retry has the same one. */
  readonly fingerprint: string;
}

/** An item that is stored once for all requests with its idempotency key, or unconditionally if it has none. */
export interface WithIdempotency {
  readonly idempotency?: IdempotencyRequest;
}

/** A digest that stands for a text in the database. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * @param scope The caller to whom the key belongs.
 * @param key The caller's idempotency key, if it sent one.
 * @param type The contract of the request.
 * @param condition The condition of a change.
 * @returns Undefined without a key.
 */
export const idempotencyRequestOf = <Request extends object>(
  scope: string,
  key: string | undefined,
  type: ContractClass<Request>,
  request: Request,
  condition?: ChangeCondition,
): IdempotencyRequest | undefined => keyedRequest(scope, key, () => fingerprintText(type, request, condition));

/** As {@link idempotencyRequestOf}, for a request that has this text. It is made only if there is a key. */
export const keyedRequest = (
  scope: string,
  key: string | undefined,
  makeText: () => string,
): IdempotencyRequest | undefined =>
  key === undefined ? undefined : { id: digest(JSON.stringify([scope, key])), fingerprint: digest(makeText()) };

/** Whether an item has an idempotency key. */
export const isKeyed = <Item extends WithIdempotency>(item: Item): item is Item & Required<WithIdempotency> =>
  item.idempotency !== undefined;

/** Whether two items have idempotency keys and equal requests. Their keys may differ. */
export const isSameRequest = (one: WithIdempotency | undefined, other: WithIdempotency): boolean =>
  one?.idempotency !== undefined && one.idempotency.fingerprint === other.idempotency?.fingerprint;

/** Groups the items of a batch: items with one idempotency key share a group; an item without a key is its own group. */
export const groupKey = (item: WithIdempotency): unknown => item.idempotency?.id ?? item;

/** @returns The first item of each group, by group key. */
export function dedupe<Item extends WithIdempotency>(items: readonly Item[]): Map<unknown, Item> {
  const firsts = new Map<unknown, Item>();
  for (const item of items) {
    const key = groupKey(item);
    if (!firsts.has(key)) firsts.set(key, item);
  }
  return firsts;
}
