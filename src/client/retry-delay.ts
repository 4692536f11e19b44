import { setTimeout as sleep } from 'node:timers/promises';
import { ApiErrorResponse } from './client-transport.js';

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;
/** A service that asks for more than this is left alone: whoever called would not wait so long. */
const MAX_RETRY_AFTER_MS = 5_000;

/** Whether the same call may well be answered the next time: it was not, or the service is too busy. */
const isRetryable = (error: unknown): boolean =>
  !(error instanceof ApiErrorResponse) || [429, 502, 503, 504].includes(error.status);

/**
 * How long to wait before a failed attempt is made again.
 *
 * @param attempt How many were made.
 * @returns The time in ms, drawn by lot, so that callers who failed together do not return together; nothing where it
 *   must not be made again.
 */
export function retryDelay(attempt: number, error: unknown): number | undefined {
  if (!isRetryable(error)) return undefined;
  const drawn = Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  const askedFor = error instanceof ApiErrorResponse ? (error.retryAfter ?? 0) * 1_000 : 0;
  return askedFor > MAX_RETRY_AFTER_MS ? undefined : askedFor + drawn;
}

/** Waits, unless the signal fires first. */
export const pause = (time: number, signal?: AbortSignal): Promise<void> => sleep(time, undefined, { signal });
