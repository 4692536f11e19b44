import type { DataSourceOptions } from 'typeorm';
import { sqliteDriver } from '../engine/sqlite-driver.js';
import { ServiceDataSource } from './data-source.js';

/** Runs `work` on a new SQLite database in memory that only the migrations have made. */
export async function withFreshDatabase<T>(
  { entities, migrations }: Pick<DataSourceOptions, 'entities' | 'migrations'>,
  work: (dataSource: ServiceDataSource) => Promise<T>,
): Promise<T> {
  const dataSource = await new ServiceDataSource({
    type: 'better-sqlite3',
    driver: sqliteDriver(),
    database: ':memory:',
    migrationsTransactionMode: 'all',
    entities,
    migrations,
  }).initialize();
  try {
    await dataSource.runMigrations();
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
