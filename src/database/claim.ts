import { createHash } from 'node:crypto';

/** What tells a request from its retries. */
export interface Claim {
  /** Who asks; keys of different callers never meet. */
  readonly caller: string;
  readonly key: string;
  /** What is asked: operation and members, in any form that is equal where they are. */
  readonly request: unknown;
}

/** Something to be stored, once however often it is asked for under one key. */
export interface Claimed {
  readonly claim?: Claim;
}

/** @returns What tells a request from its retries, where it has a key. */
export const claimOf = (caller: string, key: string | undefined, request: unknown): Claim | undefined =>
  key === undefined ? undefined : { caller, key, request };

/** Whether it has a key to be told by. */
export const isKeyed = <Item extends Claimed>(item: Item): item is Item & Required<Claimed> => item.claim !== undefined;

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');
/** Under which a claim is remembered: who asks and their key, in as few characters as any other. */
export const idOf = ({ caller, key }: Claim): string => digest([caller, key]);
/** Equal where what is asked for is. */
export const fingerprintOf = ({ request }: Claim): string => digest(request);

/** Whether both have a key and ask for the same, whatever their keys are. */
export const isSameRequest = (one: Claimed | undefined, other: Claimed): boolean =>
  one?.claim !== undefined && other.claim !== undefined && fingerprintOf(one.claim) === fingerprintOf(other.claim);

/** What only one of several items that arrive together can have: the key, where there is one. */
export const placeOf = (item: Claimed): unknown => (item.claim ? idOf(item.claim) : item);

/** Of several items under one key that arrive together, only the first; all those without a key. */
export function firstsOf<Item extends Claimed>(items: readonly Item[]): Map<unknown, Item> {
  const firsts = new Map<unknown, Item>();
  for (const item of items) {
    const place = placeOf(item);
    if (!firsts.has(place)) firsts.set(place, item);
  }
  return firsts;
}
