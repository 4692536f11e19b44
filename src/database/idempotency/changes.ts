import { DomainError } from '../../common/errors.js';
import type { Versioned } from '../../common/results.js';
import type { Change } from './idempotency.service.js';

/**
 * Changes of consecutive requests that are ready to be stored together: of the first requests, up to one that is refused
 * or must see the others stored, but of one at least unless that is refused.
 */
export interface Changes<T extends object> {
  /** The results, in the order of the requests. */
  readonly results: readonly Versioned<T>[];
  /** Why the next request is refused; undefined if it is not. */
  readonly refusal?: DomainError | undefined;
  readonly store: () => Promise<unknown>;
}

/** The change of the first request alone. */
export const singleChange = <T extends object>({ result, store }: Change<T>): Changes<T> => ({
  results: [result],
  store,
});

/**
 * Handles items in order, until one is refused.
 *
 * @param handle Returns the result of an item, throws the DomainError that refuses it, or returns undefined to stop
 *   before it.
 */
export function untilRefused<Item, Result>(
  items: readonly Item[],
  handle: (item: Item) => Result | undefined,
): { results: Result[]; refusal?: DomainError } {
  const results: Result[] = [];
  for (const item of items) {
    try {
      const result = handle(item);
      if (result === undefined) break;
      results.push(result);
    } catch (error) {
      if (error instanceof DomainError) return { results, refusal: error };
      throw error;
    }
  }
  return { results };
}
