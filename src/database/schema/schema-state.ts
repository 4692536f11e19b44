import { type DataSource, type DataSourceOptions, MigrationExecutor } from 'typeorm';
import { StartError } from '../../common/errors.js';
import { newerMigrations } from './applied-migrations.js';
import { withFreshDatabase } from './fresh-database.js';
import { describeDifference, schemaDifferences } from './schema-differences.js';

/**
 * Compares the database with this program's migrations and entities.
 *
 * @returns The difference in one line; undefined if there is none.
 */
export async function schemaMismatch(dataSource: DataSource): Promise<string | undefined> {
  const newer = await newerMigrations(dataSource);
  if (newer.length > 0) {
    return `The database is newer than this program, which does not have the migration ${newer.join(', ')}.`;
  }
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  if (pending.length > 0) {
    return `The database is older than this program: run the migration ${pending.map(({ name }) => name).join(', ')}.`;
  }
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return undefined;
  const missing = await migrationMismatch(dataSource.options);
  if (missing !== undefined) return missing;
  const corrections = upQueries.map(({ query }) => query).join('; ');
  return `The database's tables differ from those that the migrations create: they were altered by hand. To correct them: ${corrections}`;
}

/**
 * Compares the entities with the migrations, whatever the tables of the service's database are.
 *
 * @returns The differences in one line, and what to do; undefined if there are none.
 */
async function migrationMismatch(options: DataSourceOptions): Promise<string | undefined> {
  const differences = await withFreshDatabase(options, schemaDifferences).catch((error: unknown) => {
    // An installation for PostgreSQL may have no SQLite driver.
    if (error instanceof StartError) return [];
    throw error;
  });
  if (differences.length === 0) return undefined;
  const remedy = differences.every(({ change }) => change === 'missing')
    ? 'Run `npm run migration:generate -- Name`.'
    : 'Write their migration by hand.';
  return [...differences.map(describeDifference), remedy].join(' ');
}
