import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';

/** The names of the migrations that were applied to the database and that this program does not have. */
export async function newerMigrations(dataSource: DataSource, runner?: QueryRunner): Promise<string[]> {
  const own = new Set(dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const applied = await new MigrationExecutor(dataSource, runner).getExecutedMigrations();
  return applied.map(({ name }) => name).filter((name) => !own.has(name));
}

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
  const corrections = upQueries.map(({ query }) => query).join('; ');
  return `The database's tables differ from those that the migrations create: they were altered by hand. To correct them: ${corrections}`;
}
