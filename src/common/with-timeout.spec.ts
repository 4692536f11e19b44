import { describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { settleWithin, TimeoutError, withTimeout } from './with-timeout.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('withTimeout', () => {
  it('returns the result of work that finishes in time', async () => {
    expect(await withTimeout(() => sleep(5, 'done'), 5_000)).toBe('done');
  });

  it('throws what work throws, also when work throws synchronously', async () => {
    await expect(withTimeout(() => Promise.reject(new Error('failed')), 5_000)).rejects.toThrow('failed');
    const throwing = (): Promise<never> => {
      throw new Error('thrown');
    };
    await expect(withTimeout(throwing, 5_000)).rejects.toThrow('thrown');
  });

  it('throws a TimeoutError at the limit, even if work ignores its signal', async () => {
    await expect(withTimeout(never, 10)).rejects.toThrow(TimeoutError);
  });

  it('aborts the signal of work at the limit, and drops a late error', async () => {
    let received: AbortSignal | undefined;
    const work = async (signal: AbortSignal): Promise<void> => {
      received = signal;
      await sleep(20);
      throw new Error('late');
    };
    await expect(withTimeout(work, 5)).rejects.toThrow(TimeoutError);
    expect(received?.reason).toBeInstanceOf(TimeoutError);
    await sleep(40); // an unhandled rejection would fail the test
  });

  it('throws the reason of the caller’s signal when that is aborted, without waiting for the limit', async () => {
    const caller = new AbortController();
    const pending = withTimeout(never, 60_000, caller.signal);
    caller.abort(new Error('cancelled'));
    await expect(pending).rejects.toThrow('cancelled');
  });

  it('does not start work for a caller that has aborted already', async () => {
    const work = jest.fn(never);
    await expect(withTimeout(work, 60_000, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
    expect(work).not.toHaveBeenCalled();
  });
});

describe('settleWithin', () => {
  it('returns as soon as the promise is fulfilled or rejected, and never rejects', async () => {
    let isSettled = false;
    await settleWithin(
      60_000,
      sleep(5).then(() => (isSettled = true)),
    );
    expect(isSettled).toBe(true);
    await settleWithin(60_000, Promise.reject(new Error('failed')));
  });

  it('returns at the limit, and drops a late error', async () => {
    const late = sleep(30).then(() => Promise.reject(new Error('late')));
    await settleWithin(5, late);
    await expect(late).rejects.toThrow('late');
  });

  it('leaves no timer behind', async () => {
    const clear = jest.spyOn(globalThis, 'clearTimeout');
    await settleWithin(60_000, Promise.resolve());
    expect(clear).toHaveBeenCalledTimes(1);
    clear.mockRestore();
  });
});
