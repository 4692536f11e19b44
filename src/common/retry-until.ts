import { setTimeout as sleep } from 'node:timers/promises';

/** A point in this process's monotonic time. Only {@link deadlineIn} makes one, so a duration does not compile as one. */
export interface Deadline {
  /** In ms, on the scale of `performance.now()`. */
  readonly at: number;
}

/** The deadline `timeoutMs` milliseconds from now. Changes of the system clock do not move it. */
export const deadlineIn = (timeoutMs: number): Deadline => ({ at: performance.now() + timeoutMs });

/** When {@link retryUntil} tries again, and when it gives up. */
export interface RetryOptions {
  readonly deadline: Deadline;
  /** The pause after each failed attempt, in ms. */
  readonly intervalMs: number;
  /** Whether an error is worth another attempt. Every error is, by default. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Receives the error of the first attempt if a second one follows, for instance to log it. */
  readonly onFirstRetry?: (error: unknown) => void;
}

/**
 * Calls `attempt` until it succeeds. The first attempt is always made, even after the deadline.
 *
 * @returns The result of the attempt that succeeded.
 * @throws The error of the last attempt: one that is not retryable, or one after which the deadline would pass before
 *   the next attempt.
 */
export async function retryUntil<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { deadline, intervalMs, isRetryable = () => true, onFirstRetry } = options;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRetryable(error) || performance.now() + intervalMs > deadline.at) throw error;
      if (attempts === 1) onFirstRetry?.(error);
    }
    await sleep(intervalMs);
  }
}
