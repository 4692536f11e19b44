import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from './transport.js';

const FIRST = 100;
const LONGEST = 2_000;
/** A service that asks for more than this is left alone: whoever called would not wait so long. */
const LONGEST_ASKED_FOR = 5_000;

/** Whether the same call may well be answered the next time: it was not, or the service is too busy. */
const mayPass = (error: unknown): boolean => !(error instanceof Refusal) || [429, 502, 503, 504].includes(error.status);

/**
 * How long to wait before a failed attempt is made again.
 *
 * @param attempt How many were made.
 * @returns The time in ms, drawn by lot, so that callers who failed together do not return together; nothing where it
 *   must not be made again.
 */
export function pauseAfter(attempt: number, error: unknown): number | undefined {
  if (!mayPass(error)) return undefined;
  const drawn = Math.random() * Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
  const askedFor = error instanceof Refusal ? (error.retryAfter ?? 0) * 1_000 : 0;
  return askedFor > LONGEST_ASKED_FOR ? undefined : askedFor + drawn;
}

/** Waits, unless the signal fires first. */
export const pause = (time: number, signal?: AbortSignal): Promise<void> => sleep(time, undefined, { signal });
