import { createHash } from 'node:crypto';

/** What tells a request from its retries. */
export interface IdempotencyRequest {
  /** Who asks and by which key; keys of different callers never meet. */
  readonly id: string;
  /** Of what is asked: equal where that is. */
  readonly fingerprint: string;
}

/** Something to be stored, once however often it is asked for under one key. */
export interface WithIdempotency {
  readonly idempotency?: IdempotencyRequest;
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/**
 * @param caller Who asks.
 * @param request What is asked: operation and members, in any form that is equal where they are.
 * @returns What tells a request from its retries, where it has a key.
 */
export const idempotencyRequestOf = (
  caller: string,
  key: string | undefined,
  request: unknown,
): IdempotencyRequest | undefined =>
  key === undefined ? undefined : { id: digest([caller, key]), fingerprint: digest(request) };

/** Whether it has a key to be told by. */
export const isKeyed = <Item extends WithIdempotency>(item: Item): item is Item & Required<WithIdempotency> =>
  item.idempotency !== undefined;

/** Whether both have a key and ask for the same, whatever their keys are. */
export const isSameRequest = (one: WithIdempotency | undefined, other: WithIdempotency): boolean =>
  one?.idempotency !== undefined && one.idempotency.fingerprint === other.idempotency?.fingerprint;

/** What only one of several items that arrive together can have: the key, where there is one. */
export const groupKey = (item: WithIdempotency): unknown => item.idempotency?.id ?? item;

/** Of several items under one key that arrive together, only the first; all those without a key. */
export function dedupe<Item extends WithIdempotency>(items: readonly Item[]): Map<unknown, Item> {
  const firsts = new Map<unknown, Item>();
  for (const item of items) {
    const place = groupKey(item);
    if (!firsts.has(place)) firsts.set(place, item);
  }
  return firsts;
}
