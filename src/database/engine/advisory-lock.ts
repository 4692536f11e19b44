import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

/** The key of the service's one session-level advisory lock: "voic" in ASCII. */
const LOCK_KEY = 0x766f6963;
const POLL_INTERVAL_MS = 50;

/**
 * Runs `work` while this process holds the service's advisory lock on the PostgreSQL database. Waits for the lock
 * without a limit. It polls instead of blocking in `pg_advisory_lock`, because a statement timeout would end that wait.
 * PostgreSQL releases the lock when the connection closes.
 *
 * @param runner Its connection holds the lock, so nothing else may use or release the runner until `work` is done.
 */
export async function withAdvisoryLock<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  while (!(await tryLock(runner))) await sleep(POLL_INTERVAL_MS);
  try {
    return await work();
  } finally {
    // If this fails, the connection is lost, and PostgreSQL has released the lock with it.
    await runner.query(`SELECT pg_advisory_unlock(${LOCK_KEY})`).catch(() => undefined);
  }
}

async function tryLock(runner: QueryRunner): Promise<boolean> {
  const rows = (await runner.query(`SELECT pg_try_advisory_lock(${LOCK_KEY}) AS locked`)) as { locked: boolean }[];
  return rows[0]?.locked === true;
}
