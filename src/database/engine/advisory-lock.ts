import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

/** "voic" in ASCII: the one advisory lock of this service, in each of its databases. */
const LOCK_KEY = 0x766f6963;
const RETRY_INTERVAL_MS = 50;

/**
 * Runs `work` while no other replica on the same PostgreSQL database runs work under this lock. It is asked for again
 * and again rather than waited for, so that no statement timeout ends the wait; it is freed when its connection ends.
 *
 * @param runner Holds the lock; its connection is its own from now on.
 */
export async function withAdvisoryLock<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  while (!(await isLocked(runner))) await sleep(RETRY_INTERVAL_MS);
  try {
    return await work();
  } finally {
    // Where this fails the connection is lost, and the lock with it.
    await runner.query(`SELECT pg_advisory_unlock(${LOCK_KEY})`).catch(() => undefined);
  }
}

async function isLocked(runner: QueryRunner): Promise<boolean> {
  const rows = (await runner.query(`SELECT pg_try_advisory_lock(${LOCK_KEY}) AS locked`)) as { locked: boolean }[];
  return rows[0]?.locked === true;
}
