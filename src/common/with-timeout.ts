/** Work did not finish within its time limit. */
export class TimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`Not finished within ${timeoutMs} ms.`);
    this.name = new.target.name;
  }
}

/**
 * Runs `work` with a time limit. When the limit passes or the caller aborts, the returned promise rejects at once, even
 * if `work` ignores its signal; a later result or error of `work` is dropped.
 *
 * @param work Receives a signal that is aborted at the limit, or when `callerSignal` is.
 * @param timeoutMs In ms, at most 2^31 - 1.
 * @param callerSignal Lets the caller end the work earlier.
 * @returns The result of `work`.
 * @throws TimeoutError at the limit; the reason of `callerSignal` when that is aborted; otherwise what `work` throws.
 */
export async function withTimeout<T>(
  work: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
  callerSignal?: AbortSignal,
): Promise<T> {
  callerSignal?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (): void => controller.abort(callerSignal?.reason);
  callerSignal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => controller.abort(new TimeoutError(timeoutMs)), timeoutMs);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([aborted, work(signal)]);
  } finally {
    clearTimeout(timer);
    callerSignal?.removeEventListener('abort', abort);
  }
}

/**
 * Waits until a promise is fulfilled or rejected, at most `timeoutMs`. Never rejects. For work that cannot be aborted:
 * without a signal it costs a third of `withTimeout`.
 */
export async function settleWithin(timeoutMs: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  await Promise.race([promise.catch(() => undefined), elapsed]);
  clearTimeout(timer);
}
