import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IdempotencyKeyReuseError } from '../../common/errors.js';
import { idempotentReplay } from '../../common/events.js';
import { Versioned } from '../../common/results.js';
import {
  dedupe,
  groupKey,
  type IdempotencyRequest,
  isKeyed,
  isSameRequest,
  type WithIdempotency,
} from './idempotency-request.js';
import { IdempotencyStore, type Outcome } from './idempotency-store.js';

/** How a batch of items is stored. */
export interface BatchWork<Item, T extends object> {
  /** Computes the outcome of each item, in order, before anything is stored. */
  readonly prepare: (items: readonly Item[]) => Promise<readonly Outcome<T>[]>;
  /** Stores the items for which `prepare` returned a result. */
  readonly store: (items: readonly Item[]) => Promise<void>;
}

/** A change that is ready to be stored. */
export interface Change<T extends object> {
  readonly result: Versioned<T>;
  readonly store: () => Promise<unknown>;
}

/** A request that changes nothing. */
export const unchanged = <T extends object>(result: Versioned<T>): Change<T> => ({
  result,
  store: () => Promise.resolve(),
});

/** The result of a delete. It keeps no data of the deleted object. */
export const DELETED = new Versioned({}, 0);

/** Executes requests once per idempotency key (draft-ietf-httpapi-idempotency-key-header). */
@Injectable()
export class IdempotencyService {
  constructor(private readonly store: IdempotencyStore) {}

  /**
   * Stores items in this transaction, together with their keys and results. A retry receives the stored result, also if
   * it is in the same batch as the first request or another replica executed that.
   *
   * @returns The outcome of each item, in order. IdempotencyKeyReuseError is the outcome of a key that another request
   *   has used.
   */
  async run<Item extends WithIdempotency, T extends object>(
    manager: EntityManager,
    items: readonly Item[],
    work: BatchWork<Item, T>,
  ): Promise<Outcome<T>[]> {
    const keyed = items.filter(isKeyed);
    await this.store.lock(manager, keyed);
    const outcomes = new Map<Item, Outcome<T>>(await this.store.findReplays<Item, T>(manager, keyed));
    const isPending = (item: Item): boolean => !outcomes.has(item);

    const firsts = dedupe(items.filter(isPending));
    const results = new Map<Item, Versioned<T>>();
    for (const [item, outcome] of await prepareAll([...firsts.values()], work)) {
      if (outcome instanceof Versioned) results.set(item, outcome);
      else outcomes.set(item, outcome);
    }
    for (const [item, outcome] of await this.store.reserve(manager, results)) outcomes.set(item, outcome);

    const reserved = [...results].filter(([item]) => isPending(item));
    if (reserved.length > 0) await work.store(reserved.map(([item]) => item));
    for (const [item, result] of reserved) outcomes.set(item, result);

    // What is still pending shares its key with one of the firsts. If that failed, its key is free for other requests.
    const remaining: Item[] = [];
    for (const follower of items.filter(isPending)) {
      const first = firsts.get(groupKey(follower));
      const outcome = first && outcomes.get(first);
      if (outcome && isSameRequest(first, follower)) {
        outcomes.set(follower, outcome);
        if (outcome instanceof Versioned) idempotentReplay.publish({});
      } else if (outcome instanceof Versioned) outcomes.set(follower, new IdempotencyKeyReuseError());
      else remaining.push(follower);
    }
    if (remaining.length > 0) {
      const remainingOutcomes = await this.run(manager, remaining, work);
      remaining.forEach((item, index) => outcomes.set(item, remainingOutcomes[index] as Outcome<T>));
    }
    return items.map((item) => outcomes.get(item) as Outcome<T>);
  }

  /**
   * Makes one change in this transaction, or replays its result if the request is a retry.
   *
   * @param prepare Computes the change. Not called for a retry.
   * @throws What `prepare` throws; IdempotencyKeyReuseError if another request has used the key.
   */
  async runOnce<T extends object>(
    manager: EntityManager,
    idempotency: IdempotencyRequest | undefined,
    prepare: () => Promise<Change<T>>,
  ): Promise<Versioned<T>> {
    let change: Change<T> | undefined;
    const [outcome] = await this.run<WithIdempotency, T>(manager, [{ idempotency }], {
      prepare: async () => {
        change = await prepare();
        return [change.result];
      },
      store: async () => {
        await change?.store();
      },
    });
    if (outcome instanceof Versioned) return outcome;
    throw outcome ?? new Error('The change has no outcome.');
  }

  /** For a request that takes several transactions. Makes others with its key wait until this one ends. */
  lock(manager: EntityManager, idempotency: IdempotencyRequest): Promise<void> {
    return this.store.lock(manager, [{ idempotency }]);
  }

  /**
   * For a request that takes several transactions. Call it after {@link lock}, and when no other transaction can be about to
   * complete the request.
   *
   * @returns Its stored result if it has been completed; undefined if it has not, or has not begun.
   * @throws IdempotencyKeyReuseError if another request has used the key.
   */
  async findReplay<T extends object>(
    manager: EntityManager,
    idempotency: IdempotencyRequest,
  ): Promise<Versioned<T> | undefined> {
    const item = { idempotency };
    const [replay] = await this.store.findReplays<typeof item, T>(manager, [item]);
    if (replay?.[1] instanceof Error) throw replay[1];
    return replay?.[1];
  }

  /** Reserves the key of a request that takes several transactions. */
  begin(manager: EntityManager, idempotency: IdempotencyRequest): Promise<void> {
    return this.store.reservePending(manager, idempotency);
  }

  /**
   * Completes a request that has begun: its retries get this result.
   *
   * @param id The id of its key.
   */
  complete(manager: EntityManager, id: string, result: Versioned<object>): Promise<void> {
    return this.store.complete(manager, id, result);
  }
}

async function prepareAll<Item, T extends object>(
  items: readonly Item[],
  work: BatchWork<Item, T>,
): Promise<[Item, Outcome<T>][]> {
  if (items.length === 0) return [];
  const outcomes = await work.prepare(items);
  return items.map((item, index) => [item, outcomes[index] ?? new Error('The item has no outcome.')]);
}
