import { withTimeout } from '../common/with-timeout.js';

/** How long a transport may take to flush the last replies after draining, or to close, in ms. */
export const FLUSH_TIMEOUT_MS = 500;

/** Waits until a promise is fulfilled or rejected, at most `timeoutMs`. Never rejects. */
export const settleWithin = (timeoutMs: number, promise: Promise<unknown>): Promise<unknown> =>
  withTimeout(() => promise, timeoutMs).catch(() => undefined);
