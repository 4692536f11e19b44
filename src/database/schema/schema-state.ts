import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';

/** The migrations that the database has had and this program does not know. */
export async function newerMigrations(dataSource: DataSource, runner?: QueryRunner): Promise<string[]> {
  const known = new Set(dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const executed = await new MigrationExecutor(dataSource, runner).getExecutedMigrations();
  return executed.map(({ name }) => name).filter((name) => !known.has(name));
}

/**
 * Why this program and its database do not fit together.
 *
 * @returns One line; nothing where they do.
 */
export async function schemaMismatch(dataSource: DataSource): Promise<string | undefined> {
  const newer = await newerMigrations(dataSource);
  if (newer.length > 0) return `The database is newer than this program: it has had the migration ${newer.join(', ')}.`;
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  if (pending.length > 0) {
    return `The database is older than this program: it lacks the migration ${pending.map(({ name }) => name).join(', ')}.`;
  }
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return undefined;
  const changes = upQueries.map(({ query }) => query).join('; ');
  return `The database's tables are not those that the migrations make: they were altered by hand. What is missing: ${changes}`;
}
