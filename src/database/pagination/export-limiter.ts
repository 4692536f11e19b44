import { ServiceUnavailableError, TooManyRequestsError } from '../../common/errors.js';

const MAX_EXPORTS = 16;
const MAX_EXPORTS_PER_CALLER = 4;
/** When a caller may try again, in seconds. */
const RETRY_AFTER_S = 5;

/** Limits how many exports this process writes at once: each keeps a chunk in memory, and a connection on SQLite. */
export class ExportLimiter {
  private readonly running = new Map<string, number>();
  private total = 0;

  /**
   * Reserves an export, which the caller must release.
   *
   * @param callerId Identifies the caller.
   * @throws TooManyRequestsError if the caller has too many exports already, ServiceUnavailableError if all callers have.
   */
  acquire(callerId: string): void {
    const ofCaller = this.running.get(callerId) ?? 0;
    if (ofCaller >= MAX_EXPORTS_PER_CALLER) {
      throw new TooManyRequestsError(
        RETRY_AFTER_S,
        `You are exporting ${MAX_EXPORTS_PER_CALLER} lists already, the maximum at a time. Try again when one is complete.`,
      );
    }
    if (this.total >= MAX_EXPORTS) {
      throw new ServiceUnavailableError('Too many lists are being exported. Try again shortly.', RETRY_AFTER_S);
    }
    this.running.set(callerId, ofCaller + 1);
    this.total++;
  }

  release(callerId: string): void {
    const ofCaller = (this.running.get(callerId) ?? 0) - 1;
    if (ofCaller > 0) this.running.set(callerId, ofCaller);
    else this.running.delete(callerId);
    this.total--;
  }
}
