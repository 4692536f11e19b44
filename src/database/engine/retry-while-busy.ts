import { ServiceUnavailableError } from '../../common/errors.js';
import { sqliteBusy } from '../../common/events.js';
import { type Deadline, retryUntil } from '../../common/retry-until.js';
import { isBusy } from './database-errors.js';

const RETRY_INTERVAL_MS = 50;

function isRetryable(error: unknown): boolean {
  const isLocked = isBusy(error);
  if (isLocked) sqliteBusy.publish({});
  return isLocked;
}

/**
 * Runs an SQLite statement, and retries it while another process locks the database. Unlike SQLite's own busy timeout,
 * it does not block the event loop.
 *
 * @throws ServiceUnavailableError if the database is still locked at the deadline; the statement had no effect.
 */
export async function retryWhileBusy<T>(statement: () => Promise<T>, deadline: Deadline): Promise<T> {
  try {
    return await retryUntil(statement, { deadline, intervalMs: RETRY_INTERVAL_MS, isRetryable });
  } catch (error) {
    throw isBusy(error) ? new ServiceUnavailableError('The database is busy. Try again shortly.') : error;
  }
}
