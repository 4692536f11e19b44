import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

/** The keys of the service's session-level advisory locks: "voic" in ASCII for starts and migrations, "void" for a purge. */
const START_KEY = 0x766f6963;
const PURGE_KEY = 0x766f6964;
const POLL_INTERVAL_MS = 50;

/**
 * Runs `work` while this process holds the advisory lock for starts on the PostgreSQL database. Waits for the lock
 * without a limit. It polls instead of blocking in `pg_advisory_lock`, because a statement timeout would end that wait.
 * PostgreSQL releases the lock when the connection closes.
 *
 * @param runner Its connection holds the lock, so nothing else may use or release the runner until `work` is done.
 */
export async function withAdvisoryLock<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  while (!(await tryLock(runner, START_KEY))) await sleep(POLL_INTERVAL_MS);
  return whileLocked(runner, START_KEY, work);
}

/**
 * Runs `work` while this process holds the advisory lock for purges on the PostgreSQL database, unless another process
 * holds it. Starts and migrations do not wait for it.
 *
 * @param runner As for {@link withAdvisoryLock}.
 * @returns `undefined` if another process holds the lock.
 */
export async function tryPurgeLock<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T | undefined> {
  return (await tryLock(runner, PURGE_KEY)) ? whileLocked(runner, PURGE_KEY, work) : undefined;
}

async function whileLocked<T>(runner: QueryRunner, key: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    // If this fails, the connection is lost, and PostgreSQL has released the lock with it.
    await runner.query(`SELECT pg_advisory_unlock(${key})`).catch(() => undefined);
  }
}

async function tryLock(runner: QueryRunner, key: number): Promise<boolean> {
  const rows = (await runner.query(`SELECT pg_try_advisory_lock(${key}) AS locked`)) as { locked: boolean }[];
  return rows[0]?.locked === true;
}
