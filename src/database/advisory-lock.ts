import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

/** "voic" in ASCII: the one advisory lock of this service, in each of its databases. */
const KEY = 0x766f6963;
const PAUSE = 50;

/**
 * Runs `work` while no other replica on the same PostgreSQL database runs work under this lock. It is asked for again
 * and again rather than waited for, so that no statement timeout ends the wait; it is freed when its connection ends.
 *
 * @param runner Holds the lock; its connection is its own from now on.
 */
export async function withAdvisoryLock<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  while (!(await isLocked(runner))) await sleep(PAUSE);
  try {
    return await work();
  } finally {
    // Where this fails the connection is lost, and the lock with it.
    await runner.query(`SELECT pg_advisory_unlock(${KEY})`).catch(() => undefined);
  }
}

async function isLocked(runner: QueryRunner): Promise<boolean> {
  const rows = (await runner.query(`SELECT pg_try_advisory_lock(${KEY}) AS locked`)) as { locked: boolean }[];
  return rows[0]?.locked === true;
}
