import { DataSource, type DataSourceOptions, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import { deadlineIn, retryUntil } from '../../common/retry-until.js';
import { isBusy, toServiceError } from '../engine/database-errors.js';
import { createPrivateFile } from '../engine/private-files.js';
import { withMigrationLock } from './migration-lock.js';
import { newerMigrations } from './applied-migrations.js';
import { StartError } from '../../common/errors.js';

/** How long {@link ServiceDataSource.open} waits for a locked database, in ms. */
const OPEN_TIMEOUT_MS = 10_000;
/** The pause after each attempt of it, in ms. */
const OPEN_INTERVAL_MS = 250;

/**
 * TypeORM's DataSource with four differences, for the service and the TypeORM command line alike: an outage of
 * PostgreSQL becomes a ServiceUnavailableError, only one process migrates at a time, text sorts by code
 * point, and only its owner may read the file of an SQLite database.
 */
export class ServiceDataSource extends DataSource {
  /**
   * Connects to the database. Waits while another process locks an SQLite database, as one does that opens or closes it.
   *
   * @throws StartError if it is still locked after 10 s.
   */
  static async open(options: DataSourceOptions): Promise<ServiceDataSource> {
    try {
      return await retryUntil(() => new ServiceDataSource(options).initialize(), {
        deadline: deadlineIn(OPEN_TIMEOUT_MS),
        intervalMs: OPEN_INTERVAL_MS,
        isRetryable: isBusy,
      });
    } catch (error) {
      const message = 'The database that DATABASE_URL names cannot be opened: another process keeps it locked.';
      throw isBusy(error) ? new StartError(message, { cause: error }) : error;
    }
  }

  /** Creates the file of an SQLite database so that only its owner may read it: commands have the umask of their user. */
  override async initialize(): Promise<this> {
    const { options } = this;
    if (options.type === 'better-sqlite3' && options.database !== ':memory:') createPrivateFile(options.database);
    return super.initialize();
  }

  override createQueryRunner(mode?: 'master' | 'slave'): QueryRunner {
    const runner = super.createQueryRunner(mode);
    return this.options.type === 'postgres' ? translateOutages(runner) : runner;
  }

  /** @throws StartError if the database has migrations that this program does not have. */
  override runMigrations(): Promise<Migration[]> {
    return withMigrationLock(this, async (runner) => {
      await this.refuseNewerDatabase(runner);
      return new MigrationExecutor(this, runner).executePendingMigrations();
    });
  }

  /** @throws StartError if the database has migrations that this program does not have. */
  override undoLastMigration(): Promise<void> {
    return withMigrationLock(this, async (runner) => {
      await this.refuseNewerDatabase(runner);
      await new MigrationExecutor(this, runner).undoLastMigration();
    });
  }

  private async refuseNewerDatabase(runner: QueryRunner): Promise<void> {
    const newer = await newerMigrations(this, runner);
    if (newer.length === 0) return;
    throw new StartError(
      `The database is newer than this program, which does not have the migration ${newer.join(', ')}. ` +
        'Use the version that migrated it, or a later one.',
    );
  }

  /** Sets the collation that the migrations give to every text column, so that no entity has to repeat it. */
  protected override async buildMetadatas(): Promise<void> {
    await super.buildMetadatas();
    if (this.options.type !== 'postgres') return;
    for (const column of this.entityMetadatas.flatMap(({ columns }) => columns)) {
      if (this.driver.normalizeType(column) === 'text') column.collation ??= 'C';
    }
  }
}

/** A private method of TypeORM's PostgresQueryRunner. */
interface Releasable {
  /** Removes the connection from the pool. */
  releasePostgresConnection(error: Error): Promise<void>;
}

function translateOutages(runner: QueryRunner): QueryRunner {
  const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  const translatingQuery = async (...args: unknown[]): Promise<unknown> => {
    try {
      return await query(...args);
    } catch (error) {
      const serviceError = toServiceError(error);
      // The connection's state is unknown: a late result could be mistaken for that of the next statement.
      if (serviceError !== error) await (runner as unknown as Releasable).releasePostgresConnection(error as Error);
      throw serviceError;
    }
  };
  return Object.assign(runner, { query: translatingQuery });
}
