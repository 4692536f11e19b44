import { LRUCache } from 'lru-cache';
import type { RateLimitSetting } from '../../config/env.limits.js';

/** What taking a token from a bucket led to. */
export interface TokenResult {
  readonly isAllowed: boolean;
  /** How many more tokens can be taken now. */
  readonly remaining: number;
  /** After how long the bucket is full again, in ms. */
  readonly fullAfterMs: number;
  /** After how long the next token can be taken, in ms; 0 if there is one. */
  readonly retryAfterMs: number;
}

/** Token buckets, one for each key. */
export interface TokenBuckets {
  take(key: string): TokenResult | Promise<TokenResult>;
}

/**
 * Takes a token by the generic cell rate algorithm: the time at which a bucket is full again says how many tokens it has,
 * so nothing has to refill it.
 *
 * @param fullAt When the bucket is full again, in ms; now or earlier: it is full.
 * @returns The new time, unchanged if there is no token, and the result.
 */
export function takeToken(
  fullAt: number,
  now: number,
  { size, windowMs }: RateLimitSetting,
): { readonly fullAt: number; readonly result: TokenResult } {
  const next = Math.max(fullAt, now) + windowMs / size;
  const isAllowed = next - now <= windowMs;
  const fullAfterMs = isAllowed ? next - now : Math.max(fullAt, now) - now;
  return {
    fullAt: isAllowed ? next : fullAt,
    result: {
      isAllowed,
      remaining: Math.floor(((windowMs - fullAfterMs) * size) / windowMs + 1e-9),
      fullAfterMs,
      retryAfterMs: isAllowed ? 0 : next - now - windowMs,
    },
  };
}

/** The most buckets that a process keeps: beyond, the one that was not used for the longest time is forgotten. */
const MAX_BUCKETS = 100_000;

/** The buckets of this process. */
export class MemoryTokenBuckets implements TokenBuckets {
  private readonly fullAt = new LRUCache<string, number>({ max: MAX_BUCKETS });

  constructor(private readonly limit: RateLimitSetting) {}

  take(key: string): TokenResult {
    const { fullAt, result } = takeToken(this.fullAt.get(key) ?? 0, performance.now(), this.limit);
    this.fullAt.set(key, fullAt);
    return result;
  }
}
