import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { causeOf, toServiceError } from './database-errors.js';

/** A DataSource for reading SQLite: a failure of the storage becomes a ServiceUnavailableError. */
export class ReadingDataSource extends DataSource {
  private translated: QueryRunner | undefined;

  /** @param requireFiles Called before each statement. Throws if the database cannot be used. */
  constructor(
    options: DataSourceOptions,
    private readonly requireFiles: () => void,
  ) {
    super(options);
  }

  /** SQLite has one runner for all callers. */
  override createQueryRunner(mode?: 'master' | 'slave'): QueryRunner {
    return (this.translated ??= this.translate(super.createQueryRunner(mode)));
  }

  private translate(runner: QueryRunner): QueryRunner {
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    const translatingQuery = async (...args: unknown[]): Promise<unknown> => {
      this.requireFiles();
      try {
        return await query(...args);
      } catch (error) {
        if (causeOf(error).code === 'SQLITE_READONLY') throw error; // the program tried to write
        throw toServiceError(error);
      }
    };
    return Object.assign(runner, { query: translatingQuery });
  }
}
