import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { TestApp } from './app.js';

const POLL_MS = 10;

/** Waits until this many transactions in the PostgreSQL database of a service wait for another one. */
export async function untilWaiting(app: TestApp, count: number): Promise<void> {
  const text = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await app.nest.get(DataSource).query<object[]>(text)).length < count) await sleep(POLL_MS);
}
