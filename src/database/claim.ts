import { createHash } from 'node:crypto';

/** What tells a request from its retries. */
export interface Claim {
  /** Who asks and by which key; keys of different callers never meet. */
  readonly id: string;
  /** Of what is asked: equal where that is. */
  readonly fingerprint: string;
}

/** Something to be stored, once however often it is asked for under one key. */
export interface Claimed {
  readonly claim?: Claim;
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/**
 * @param caller Who asks.
 * @param request What is asked: operation and members, in any form that is equal where they are.
 * @returns What tells a request from its retries, where it has a key.
 */
export const claimOf = (caller: string, key: string | undefined, request: unknown): Claim | undefined =>
  key === undefined ? undefined : { id: digest([caller, key]), fingerprint: digest(request) };

/** Whether it has a key to be told by. */
export const isKeyed = <Item extends Claimed>(item: Item): item is Item & Required<Claimed> => item.claim !== undefined;

/** Whether both have a key and ask for the same, whatever their keys are. */
export const isSameRequest = (one: Claimed | undefined, other: Claimed): boolean =>
  one?.claim !== undefined && one.claim.fingerprint === other.claim?.fingerprint;

/** What only one of several items that arrive together can have: the key, where there is one. */
export const placeOf = (item: Claimed): unknown => item.claim?.id ?? item;

/** Of several items under one key that arrive together, only the first; all those without a key. */
export function firstsOf<Item extends Claimed>(items: readonly Item[]): Map<unknown, Item> {
  const firsts = new Map<unknown, Item>();
  for (const item of items) {
    const place = placeOf(item);
    if (!firsts.has(place)) firsts.set(place, item);
  }
  return firsts;
}
