import { LRUCache } from 'lru-cache';

const MAX_BLOCKS = 10_000;

/**
 * Measures how long a block still lasts. A block that this process has begun ends by the monotonic clock, so that it is
 * right although the system clock is set meanwhile. Of another process's only the date is known.
 */
export class BlockClock {
  /** When the blocks that this process has begun end, by `performance.now()`. */
  private readonly ends = new LRUCache<string, number>({ max: MAX_BLOCKS });

  /** @param delayMs How long the block that was stored with this key and date lasts from now on. */
  begin(key: string, dateBlocked: string, delayMs: number): void {
    this.ends.set(nameOf(key, dateBlocked), performance.now() + delayMs);
  }

  /**
   * A block that lasts much longer than its rule allows was written before the clock was set back: it is ignored. The
   * clocks of two replicas differ by less.
   *
   * @returns How long the block lasts, in ms; 0 or less if it is over.
   */
  remainingMs(key: string, dateBlocked: string, maxDelayMs: number): number {
    const end = this.ends.get(nameOf(key, dateBlocked));
    if (end !== undefined) return end - performance.now();
    const remainingMs = Date.parse(dateBlocked) - Date.now();
    return remainingMs > 2 * maxDelayMs ? 0 : Math.min(remainingMs, maxDelayMs);
  }
}

const nameOf = (key: string, dateBlocked: string): string => `${dateBlocked} ${key}`;
