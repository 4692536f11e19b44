import { createHash } from 'node:crypto';

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

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/**
 * @param scope The caller to whom the key belongs.
 * @param key The caller's idempotency key, if it sent one.
 * @param request The operation and its members, in a form with the same JSON for equal requests.
 * @returns Undefined without a key.
 */
export const idempotencyRequestOf = (
  scope: string,
  key: string | undefined,
  request: unknown,
): IdempotencyRequest | undefined =>
  key === undefined ? undefined : { id: digest([scope, key]), fingerprint: digest(request) };

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
