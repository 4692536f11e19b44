import { Logger } from '@nestjs/common';
import { ServiceUnavailableError } from '../../common/errors.js';
import { causeOf, isStorageFailure } from './database-errors.js';
import { SqliteFiles } from './sqlite-files.js';

/** The pause between two looks at the files, in ms. */
const MIN_CHECK_INTERVAL_MS = 100;

/**
 * Whether the storage of an SQLite database works: its files are the ones that were opened, and the last write that
 * reached the disk did not fail there.
 */
export class SqliteStorage {
  private readonly logger = new Logger('Database');
  private readonly files: SqliteFiles;
  private isLost = false;
  private nextCheckAt = 0; // by performance.now()
  /** Whether the disk refused the last write: it is full, read-only or broken. */
  isWriteFailing = false;

  /**
   * @param path The open database.
   * @param checkpoint Moves what the write-ahead log has into the database that is open, wherever it is now. Returns
   *   whether it moved everything.
   */
  constructor(
    path: string,
    private readonly checkpoint: () => Promise<boolean>,
  ) {
    this.files = new SqliteFiles(path);
  }

  /** @throws ServiceUnavailableError if the files were found deleted or replaced. */
  requireFiles(): void {
    if (this.isLost) {
      throw new ServiceUnavailableError('The database file was replaced. The service must be restarted.');
    }
  }

  /**
   * Looks at the files, ten times a second at most, because a look costs about 25 µs.
   *
   * @throws ServiceUnavailableError if one was deleted or replaced.
   */
  async checkFiles(): Promise<void> {
    const now = performance.now();
    if (!this.isLost && now >= this.nextCheckAt) {
      this.nextCheckAt = now + MIN_CHECK_INTERVAL_MS;
      if (this.files.isReplaced()) await this.abandon();
    }
    this.requireFiles();
  }

  /** Notes that a write succeeded. */
  writeSucceeded(): void {
    if (!this.isWriteFailing) return;
    this.isWriteFailing = false;
    this.logger.warn('The database can be written again.');
  }

  /** @returns The error for the caller of a write: a failure of the storage becomes a ServiceUnavailableError. */
  writeFailed(error: unknown): unknown {
    if (!isStorageFailure(error)) return error;
    if (!this.isWriteFailing) {
      this.isWriteFailing = true;
      this.logger.error(
        `The database cannot be written: ${causeOf(error).message}. Calls that write are answered 503 until a write succeeds.`,
      );
    }
    return new ServiceUnavailableError('The database cannot be written. Try again shortly.');
  }

  /**
   * Nothing may be written any more. The log of the old database must not stay beside a new one, which SQLite would apply
   * it to, and the old database must not lose what is only in its log.
   */
  private async abandon(): Promise<void> {
    this.isLost = true;
    this.logger.error(
      'The database file was deleted or replaced while the service uses it. All calls are answered 503. ' +
        'Put the right file in its place and restart the service.',
    );
    const isComplete = await this.checkpoint().catch(() => false);
    try {
      this.files.removeLog(!isComplete);
    } catch (error) {
      this.logger.error(`The write-ahead log of the old database could not be removed: ${String(error)}`);
    }
  }
}
