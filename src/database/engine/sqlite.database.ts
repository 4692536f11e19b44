import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import { type Deadline, deadlineIn } from '../../common/retry-until.js';
import { Database, type ScanOptions } from './database.js';
import { SqliteReadThread } from './sqlite-read-thread.js';
import { readerOptions } from '../schema/data-source-options.js';
import type { Statement } from './statement.js';
import { retryWhileBusy } from './retry-while-busy.js';

/** How long a write waits, in ms, while another process locks the database. */
const WRITE_TIMEOUT_MS = 5_000;

/**
 * SQLite. All callers share one connection for writing, so a statement outside `write` could become part of another
 * caller's open transaction and disappear with its rollback. Therefore writes run one after another. Reads use a second
 * connection, and lists use threads with connections of their own.
 */
@Injectable()
export class SqliteDatabase extends Database implements OnApplicationShutdown {
  override readonly dialect = 'sqlite';
  private lastWrite: Promise<unknown> = Promise.resolve();
  private readonly indexedReads: SqliteReadThread;
  private readonly scans: SqliteReadThread;

  private constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {
    super();
    const { database } = writer.options as BetterSqlite3DataSourceOptions;
    this.indexedReads = new SqliteReadThread(database);
    this.scans = new SqliteReadThread(database);
  }

  static async open(writer: DataSource): Promise<SqliteDatabase> {
    const reader = new DataSource(readerOptions(writer.options as BetterSqlite3DataSourceOptions));
    return new SqliteDatabase(writer, await reader.initialize());
  }

  override get read(): EntityManager {
    return this.reader.manager;
  }

  override write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const deadline = deadlineIn(WRITE_TIMEOUT_MS);
    return this.enqueue(() => this.transact(work, deadline));
  }

  override run<Row extends object>(statement: Statement): Promise<Row[]> {
    const deadline = deadlineIn(WRITE_TIMEOUT_MS);
    return this.enqueue(() => retryWhileBusy(() => this.writer.query<Row[]>(...statement.toQuery()), deadline));
  }

  override find<Row extends object>(statement: Statement): Promise<Row[]> {
    return this.reader.query<Row[]>(...statement.toQuery());
  }

  override scan<Row extends object>(statement: Statement, options: ScanOptions): Promise<Row[]> {
    return this.threadFor(options).query<Row>(statement);
  }

  override readonly stream = <Row extends object>(
    statement: Statement,
    options: ScanOptions & { chunkSize: number },
  ): AsyncGenerator<Row[]> => this.threadFor(options).stream<Row>(statement, options.chunkSize);

  /** Needs no lock: only one process serves an SQLite database. */
  override exclusive<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.lastWrite;
    await Promise.all([this.reader.destroy(), this.indexedReads.close(), this.scans.close()]);
  }

  private threadFor({ isIndexed }: ScanOptions): SqliteReadThread {
    return isIndexed ? this.indexedReads : this.scans;
  }

  private enqueue<T>(write: () => Promise<T>): Promise<T> {
    const result = this.lastWrite.then(write);
    this.lastWrite = result.catch(() => undefined);
    return result;
  }

  private async transact<T>(work: (manager: EntityManager) => Promise<T>, deadline: Deadline): Promise<T> {
    const { manager } = this.writer;
    // IMMEDIATE takes the write lock before any work is done, so a retry has nothing to undo.
    await retryWhileBusy(() => manager.query('BEGIN IMMEDIATE'), deadline);
    try {
      const result = await work(manager);
      await manager.query('COMMIT');
      return result;
    } catch (error) {
      await manager.query('ROLLBACK').catch(() => undefined); // fails if SQLite has already rolled back
      throw error;
    }
  }
}
