import { ApiErrorResponse } from './client-transport.js';

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;
/** The longest `Retry-After` that is waited for, in ms: a caller would not wait longer. */
const MAX_RETRY_AFTER_MS = 5_000;

/** Whether a retry may succeed: the service did not respond, was too busy, or says when the conflict may have ended. */
const isRetryable = (error: unknown): boolean =>
  !(error instanceof ApiErrorResponse) ||
  [429, 502, 503, 504].includes(error.status) ||
  (error.status === 409 && error.retryAfter !== undefined);

/**
 * The delay before the next attempt: exponential back-off with full jitter.
 *
 * @param attempts The number of attempts so far.
 * @returns The delay in ms; undefined if the call must not be retried.
 */
export function retryDelay(attempts: number, error: unknown): number | undefined {
  if (!isRetryable(error)) return undefined;
  const jitterMs = Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempts - 1));
  const retryAfterMs = error instanceof ApiErrorResponse ? (error.retryAfter ?? 0) * 1_000 : 0;
  return retryAfterMs > MAX_RETRY_AFTER_MS ? undefined : retryAfterMs + jitterMs;
}
