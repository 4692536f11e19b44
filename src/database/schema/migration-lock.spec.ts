import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationExecutor } from 'typeorm';
import { readEnv } from '../../config/env.js';
import { ServiceDataSource } from './data-source.js';
import { dataSourceOptions, resolveInMemoryDatabase } from './data-source-options.js';
import { withMigrationLock } from './migration-lock.js';

/** Longer than SQLite's own busy timeout of 10 ms. */
const MIGRATION_MS = 300;

describe('two processes that migrate one SQLite database at the same time', () => {
  let first: ServiceDataSource;
  let second: ServiceDataSource;
  beforeEach(async () => {
    const options = dataSourceOptions(resolveInMemoryDatabase(readEnv({ DATABASE_URL: 'sqlite::memory:' })));
    first = await new ServiceDataSource(options).initialize();
    second = await new ServiceDataSource(options).initialize();
  });
  afterEach(() => Promise.all([first.destroy(), second.destroy()]));

  it('migrate it once: the second waits for the first and finds nothing left to migrate', async () => {
    const start = performance.now();
    const migrating = withMigrationLock(first, async (runner) => {
      await sleep(MIGRATION_MS);
      return new MigrationExecutor(first, runner).executePendingMigrations();
    });
    expect(await second.runMigrations()).toEqual([]);
    expect(performance.now() - start).toBeGreaterThan(MIGRATION_MS - 10);
    expect(await migrating).toHaveLength(first.migrations.length);
  });

  it('do not block each other: the second migrates it after the first fails', async () => {
    const failing = withMigrationLock(first, async () => {
      await sleep(MIGRATION_MS);
      throw new Error('failed');
    });
    const waiting = second.runMigrations();
    await expect(failing).rejects.toThrow('failed');
    expect(await waiting).toHaveLength(second.migrations.length);
  });
});
