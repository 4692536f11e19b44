import type { AttemptLimits } from './client-transport.js';

/** What an attempt fails with that took too long. */
export class TimeoutError extends Error {}

/**
 * Gives work until a time or the caller's signal, whichever is first, and ends with it even where the work does not.
 *
 * @param timeout In ms.
 * @throws TimedOut, or the signal's reason.
 */
export async function withTimeout<T>(
  work: (attempt: AttemptLimits) => Promise<T>,
  timeout: number,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const ended = new AbortController();
  const end = (): void => ended.abort(signal?.reason);
  const timer = setTimeout(() => ended.abort(new TimeoutError()), timeout);
  signal?.addEventListener('abort', end, { once: true });
  const over = new Promise<never>((_, reject) => {
    ended.signal.addEventListener('abort', () => reject(ended.signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([over, work({ signal: ended.signal, timeout })]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}
