import type { EntityManager } from 'typeorm';
import { LoginAttempt } from '../entities/login-attempt.entity.js';
import { delayAfter, FAILURE_TTL_MS, KNOWN_PAIR_TTL_MS, type ThrottleRule } from './login-throttle-rules.js';

/** Stores that a user has signed in from an address. */
export async function markPairKnown(manager: EntityManager, key: string): Promise<void> {
  await insertIfMissing(manager, key);
  await manager.update(LoginAttempt, { key }, { dateStale: dateAfter(KNOWN_PAIR_TTL_MS) });
}

/** What a rule does after a failure. */
export interface Block {
  /** The date until which it blocks attempts, as stored. */
  readonly until: string;
  readonly delayMs: number;
}

/**
 * Counts a failed attempt.
 *
 * @returns The block that the rule begins, or `undefined` if it does not.
 */
export async function countFailure(
  manager: EntityManager,
  key: string,
  rule: ThrottleRule,
): Promise<Block | undefined> {
  await insertIfMissing(manager, key);
  // The increment also locks the row, so that the failures which other replicas count concurrently are not lost.
  await manager.increment(LoginAttempt, { key }, 'failures', 1);
  const { failures } = await manager.findOneByOrFail(LoginAttempt, { key });
  const delayMs = delayAfter(failures, rule);
  const dateBlocked = delayMs > 0 ? dateAfter(delayMs) : '';
  await manager.update(LoginAttempt, { key }, { dateBlocked, dateStale: dateAfter(FAILURE_TTL_MS) });
  return delayMs > 0 ? { until: dateBlocked, delayMs } : undefined;
}

const insertIfMissing = (manager: EntityManager, key: string): Promise<unknown> =>
  manager
    .createQueryBuilder()
    .insert()
    .into(LoginAttempt)
    .values({ key, failures: 0, dateBlocked: '', dateStale: dateAfter(FAILURE_TTL_MS) })
    .orIgnore()
    .execute();

/** @returns The date after so many ms, as ISO 8601 in UTC: dates are compared as text. */
export const dateAfter = (ms: number): string => new Date(Date.now() + ms).toISOString();
