import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';

/** The names of the migrations that were applied to the database and that this program does not have. */
export async function newerMigrations(dataSource: DataSource, runner?: QueryRunner): Promise<string[]> {
  const own = new Set(dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name));
  return (await appliedMigrations(dataSource, runner)).filter((name) => !own.has(name));
}

/** The names of the migrations that were applied to the database. */
export async function appliedMigrations(dataSource: DataSource, runner?: QueryRunner): Promise<string[]> {
  return (await new MigrationExecutor(dataSource, runner).getExecutedMigrations()).map(({ name }) => name);
}
