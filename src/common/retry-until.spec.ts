import { describe, expect, it, jest } from '@jest/globals';
import { deadlineIn, retryUntil } from './retry-until.js';

/** Fails with `error 1`, `error 2`... and succeeds at the given attempt. */
function succeedingAt(successfulAttempt: number): () => Promise<number> {
  let attempts = 0;
  return () =>
    ++attempts === successfulAttempt ? Promise.resolve(attempts) : Promise.reject(new Error(`error ${attempts}`));
}

describe('retryUntil', () => {
  it('returns the result of the first attempt that succeeds', async () => {
    expect(await retryUntil(succeedingAt(3), { deadline: deadlineIn(5_000), intervalMs: 1 })).toBe(3);
  });

  it('throws the last error once the deadline has passed', async () => {
    const attempt = jest.fn(succeedingAt(Infinity));
    const start = performance.now();
    await expect(retryUntil(attempt, { deadline: deadlineIn(100), intervalMs: 10 })).rejects.toThrow(
      /^error ([2-9]|10)$/,
    );
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('makes one attempt after the deadline', async () => {
    expect(await retryUntil(succeedingAt(1), { deadline: deadlineIn(-1), intervalMs: 1 })).toBe(1);
    await expect(retryUntil(succeedingAt(2), { deadline: deadlineIn(-1), intervalMs: 1 })).rejects.toThrow('error 1');
  });

  it('does not retry an error that is not retryable', async () => {
    const isRetryable = (error: unknown): boolean => (error as Error).message !== 'error 2';
    await expect(
      retryUntil(succeedingAt(5), { deadline: deadlineIn(5_000), intervalMs: 1, isRetryable }),
    ).rejects.toThrow('error 2');
  });

  it('reports the first error only, and only if it is retried', async () => {
    const onFirstRetry = jest.fn();
    await retryUntil(succeedingAt(3), { deadline: deadlineIn(5_000), intervalMs: 1, onFirstRetry });
    expect(onFirstRetry.mock.calls).toEqual([[new Error('error 1')]]);
    onFirstRetry.mockClear();
    await expect(
      retryUntil(succeedingAt(3), { deadline: deadlineIn(0), intervalMs: 1, onFirstRetry }),
    ).rejects.toThrow();
    expect(onFirstRetry).not.toHaveBeenCalled();
  });
});
