import { setTimeout as sleep } from 'node:timers/promises';
import { deadlineIn } from '../../../common/retry-until.js';
import { TimeoutError, withTimeout } from '../../../common/with-timeout.js';
import type { ExecutorCall, ExecutorResult } from '../functions/executor.js';
import { failure, sentence } from './answer.js';
import { type Attempt, type CallSender, UnavailableError } from './call-sender.js';

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;

/**
 * Sends a call until the executor answers, or until the next attempt would begin after the time limit.
 *
 * @param limits Of all attempts together: `timeoutMs`, and `signal`, which ends the call earlier.
 * @returns The answer; a failure without one.
 * @throws The reason of `signal`.
 */
export async function sendWithRetries(
  sender: CallSender,
  call: ExecutorCall,
  { timeoutMs, signal, trace }: Attempt,
): Promise<ExecutorResult> {
  const deadline = deadlineIn(timeoutMs);
  const failures: UnavailableError[] = [];
  const attempt = async (limit: AbortSignal): Promise<ExecutorResult> => {
    for (;;) {
      try {
        const remainingMs = Math.max(1, Math.ceil(deadline.at - performance.now()));
        return await sender.send(call, { signal: limit, timeoutMs: remainingMs, trace });
      } catch (error) {
        limit.throwIfAborted();
        if (!(error instanceof UnavailableError)) throw error;
        failures.push(error);
        const pauseMs = Math.max(error.retryAfterMs, delayMs(failures.length));
        if (performance.now() + pauseMs >= deadline.at) return unavailable(failures, timeoutMs);
        await sleep(pauseMs, undefined, { signal: limit });
      }
    }
  };
  try {
    return await withTimeout(attempt, timeoutMs, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof TimeoutError)) throw error;
    return failures.length > 0 ? unavailable(failures, timeoutMs) : failure(noAnswer(timeoutMs));
  }
}

/** Exponential, with full jitter. */
const delayMs = (failures: number): number => Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** failures);

const noAnswer = (timeoutMs: number): string => `The executor gave no answer within ${timeoutMs} ms.`;

function unavailable(failures: readonly UnavailableError[], timeoutMs: number): ExecutorResult {
  const { length } = failures;
  const last = failures.at(-1);
  const asked =
    last && last.retryAfterMs > 0 ? ` It asks for a pause of ${Math.ceil(last.retryAfterMs / 1_000)} s.` : '';
  const attempts = length === 1 ? 'The attempt failed' : `The last of ${length} attempts failed`;
  return failure(sentence(`${noAnswer(timeoutMs)} ${attempts}: ${last?.message}`) + asked);
}
