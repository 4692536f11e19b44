import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceUnavailableError } from '../../common/errors.js';
import { isBusy } from './database-errors.js';

/** How often it is looked whether an SQLite database is free again, in ms. */
const RETRY_INTERVAL_MS = 50;

/**
 * Runs a statement again while another process holds the SQLite database, without blocking the event loop.
 *
 * @param deadline Until when (Unix time, in ms).
 * @throws ServiceUnavailableError where it is held for longer; nothing was changed then.
 */
export async function retryWhileBusy<T>(statement: () => Promise<T>, deadline: number): Promise<T> {
  for (;;) {
    try {
      return await statement();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (Date.now() > deadline) throw new ServiceUnavailableError('The database is busy. Try again shortly.');
      await sleep(RETRY_INTERVAL_MS);
    }
  }
}
