import type { DataSource, QueryRunner } from 'typeorm';
import { withAdvisoryLock } from '../engine/advisory-lock.js';
import { retryWhileBusy } from '../engine/retry-while-busy.js';

/** How long a process waits for another one's migration of an SQLite database, in ms. */
const MIGRATION_LOCK_TIMEOUT_MS = 600_000;

/** Runs `work` while no other process migrates the same database. */
export async function withMigrationLock<T>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return dataSource.options.type === 'postgres'
      ? await withAdvisoryLock(runner, () => work(runner))
      : await inOneTransaction(runner, () => work(runner));
  } finally {
    await runner.release();
  }
}

/** SQLite has no lock but a transaction's, so all of the work stands in one. */
async function inOneTransaction<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  await runner.beforeMigration();
  try {
    await retryWhileBusy(() => runner.query('BEGIN IMMEDIATE'), MIGRATION_LOCK_TIMEOUT_MS);
    markTransaction(runner, true);
    const result = await work();
    await runner.query('COMMIT');
    return result;
  } catch (error) {
    await runner.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    markTransaction(runner, false);
    await runner.afterMigration();
  }
}

/** Keeps TypeORM, whose own transactions begin without the lock, from beginning another one inside. */
function markTransaction(runner: QueryRunner, isTransactionActive: boolean): void {
  Object.assign(runner, { isTransactionActive });
}
