import type { DataSource, QueryRunner } from 'typeorm';
import { deadlineIn } from '../../common/retry-until.js';
import { withAdvisoryLock } from '../engine/advisory-lock.js';
import { retryWhileBusy } from '../engine/retry-while-busy.js';

/** How long a process waits, in ms, while another process migrates the same SQLite database. */
const MIGRATION_LOCK_TIMEOUT_MS = 600_000;

/**
 * Runs `work` while no other process migrates the same database.
 *
 * @throws ServiceUnavailableError if another process still migrates an SQLite database after 10 minutes.
 */
export async function withMigrationLock<T>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return dataSource.options.type === 'postgres'
      ? await withAdvisoryLock(runner, () => work(runner))
      : await withExclusiveTransaction(runner, () => work(runner));
  } finally {
    await runner.release();
  }
}

/** SQLite's only lock is that of a transaction, so one transaction spans all of the work. */
async function withExclusiveTransaction<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  await runner.beforeMigration();
  try {
    await retryWhileBusy(() => runner.query('BEGIN IMMEDIATE'), deadlineIn(MIGRATION_LOCK_TIMEOUT_MS));
    setTransactionActive(runner, true);
    const result = await work();
    await runner.query('COMMIT');
    return result;
  } catch (error) {
    await runner.query('ROLLBACK').catch(() => undefined); // fails if SQLite has already rolled back
    throw error;
  } finally {
    setTransactionActive(runner, false);
    await runner.afterMigration();
  }
}

/** Keeps TypeORM from starting a transaction of its own, which would be a deferred one and fail inside this one. */
function setTransactionActive(runner: QueryRunner, isTransactionActive: boolean): void {
  Object.assign(runner, { isTransactionActive });
}
