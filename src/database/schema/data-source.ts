import { DataSource, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import { toServiceError } from '../engine/database-errors.js';
import { withMigrationLock } from './migration-lock.js';
import { newerMigrations } from './schema-state.js';
import { StartError } from '../../common/errors.js';

/**
 * TypeORM's DataSource, for the service and the TypeORM command line alike: an outage of PostgreSQL reaches callers as
 * ServiceUnavailable, migrations run in one process at a time, and text sorts by code point.
 */
export class ServiceDataSource extends DataSource {
  override createQueryRunner(mode?: 'master' | 'slave'): QueryRunner {
    const runner = super.createQueryRunner(mode);
    return this.options.type === 'postgres' ? translating(runner) : runner;
  }

  /** @throws StartError where the database has migrations that this program does not know. */
  override runMigrations(): Promise<Migration[]> {
    return withMigrationLock(this, async (runner) => {
      const newer = await newerMigrations(this, runner);
      if (newer.length > 0) {
        throw new StartError(
          `The database is newer than this program, which does not know its migration ${newer.join(', ')}. ` +
            'Start the version that made it, or a later one.',
        );
      }
      return new MigrationExecutor(this, runner).executePendingMigrations();
    });
  }

  override undoLastMigration(): Promise<void> {
    return withMigrationLock(this, (runner) => new MigrationExecutor(this, runner).undoLastMigration());
  }

  /** Entities need not repeat on every text column what the migrations' `text()` says for all of them. */
  protected override async buildMetadatas(): Promise<void> {
    await super.buildMetadatas();
    if (this.options.type !== 'postgres') return;
    for (const column of this.entityMetadatas.flatMap(({ columns }) => columns)) {
      if (this.driver.normalizeType(column) === 'text') column.collation ??= 'C';
    }
  }
}

interface Releasable {
  /** TypeORM's own: gives the connection back as one that is not to be used again. */
  releasePostgresConnection(error: Error): Promise<void>;
}

function translating(runner: QueryRunner): QueryRunner {
  const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  const translatingQuery = async (...args: unknown[]): Promise<unknown> => {
    try {
      return await query(...args);
    } catch (error) {
      const failure = toServiceError(error);
      // What became of the connection is not known: a late answer on it would be taken for that to the next statement.
      if (failure !== error) await (runner as unknown as Releasable).releasePostgresConnection(error as Error);
      throw failure;
    }
  };
  return Object.assign(runner, { query: translatingQuery });
}
