import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import { type Deadline, deadlineIn } from '../../common/retry-until.js';
import { Database, type ScanOptions } from './database.js';
import { SqliteReadThread } from './sqlite-read-thread.js';
import { readerOptions } from '../schema/data-source-options.js';
import type { Statement } from './statement.js';
import { type StatementTracer, traceQueryRunners } from './statement-tracer.js';
import { ReadingDataSource } from './reading-data-source.js';
import { retryWhileBusy } from './retry-while-busy.js';
import { SqliteStorage } from './sqlite-storage.js';

/** How long a write waits, in ms, while another process locks the database. */
const WRITE_TIMEOUT_MS = 5_000;

/** How often the database's files are looked at while nothing is written, in ms. They are looked at after writes too. */
const FILE_CHECK_INTERVAL_MS = 1_000;

/**
 * SQLite. All callers share one connection for writing, so a statement outside `write` could become part of another
 * caller's open transaction and disappear with its rollback. Therefore writes run one after another. Reads use a second
 * connection, and lists use threads with connections of their own.
 */
@Injectable()
export class SqliteDatabase extends Database implements OnApplicationShutdown {
  override readonly dialect = 'sqlite';
  override readonly pool = undefined;
  private lastWrite: Promise<unknown> = Promise.resolve();
  private readonly indexedReads: SqliteReadThread;
  private readonly scans: SqliteReadThread;
  private readonly storage: SqliteStorage;
  private readonly reader: DataSource;
  private readonly fileCheck: NodeJS.Timeout;

  private constructor(private readonly writer: DataSource) {
    super();
    const options = writer.options as BetterSqlite3DataSourceOptions;
    this.storage = new SqliteStorage(options.database, () => this.checkpoint());
    this.reader = new ReadingDataSource(readerOptions(options), () => this.storage.requireFiles());
    const check = (): void => void this.enqueue(() => this.storage.checkFiles()).catch(() => undefined);
    this.fileCheck = setInterval(check, FILE_CHECK_INTERVAL_MS).unref();
    this.indexedReads = new SqliteReadThread(options.database);
    this.scans = new SqliteReadThread(options.database);
  }

  static async open(writer: DataSource): Promise<SqliteDatabase> {
    const database = new SqliteDatabase(writer);
    await database.reader.initialize();
    return database;
  }

  override get read(): EntityManager {
    return this.reader.manager;
  }

  override write<T>(work: (manager: EntityManager, attempt: number) => Promise<T>): Promise<T> {
    const deadline = deadlineIn(WRITE_TIMEOUT_MS);
    return this.store(() => this.transact((manager) => work(manager, 1), deadline));
  }

  override run<Row extends object>(statement: Statement): Promise<Row[]> {
    const deadline = deadlineIn(WRITE_TIMEOUT_MS);
    return this.store(() => retryWhileBusy(() => this.writer.query<Row[]>(...statement.toQuery()), deadline));
  }

  override find<Row extends object>(statement: Statement): Promise<Row[]> {
    return this.reader.query<Row[]>(...statement.toQuery());
  }

  override async scan<Row extends object>(statement: Statement, options: ScanOptions): Promise<Row[]> {
    return this.threadFor(options).query<Row>(statement);
  }

  override readonly stream = <Row extends object>(
    statement: Statement,
    options: ScanOptions & { chunkSize: number },
  ): AsyncGenerator<Row[]> => this.threadFor(options).stream<Row>(statement, options.chunkSize);

  /** Has no lock: one process serves an SQLite database. A transaction of `write` holds back other processes. */
  override exclusive<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  /** Has no lock either: an operator's command may purge too, and then both delete what is left. */
  override purgeAlone<T>(work: () => Promise<T>): Promise<T | undefined> {
    return work();
  }

  override async ping(): Promise<void> {
    await this.reader.query('SELECT 1');
    if (this.storage.isWriteFailing) await this.store(() => this.probeWrite());
  }

  override trace(tracer: StatementTracer): void {
    for (const dataSource of [this.writer, this.reader]) traceQueryRunners(dataSource, tracer);
    for (const thread of [this.indexedReads, this.scans]) thread.tracer = tracer;
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.fileCheck);
    await this.lastWrite;
    await this.storage.checkFiles().catch(() => undefined); // the log of a replaced database must not stay
    await Promise.all([this.reader.destroy(), this.indexedReads.close(), this.scans.close()]);
  }

  private threadFor({ isIndexed }: ScanOptions): SqliteReadThread {
    this.storage.requireFiles();
    return isIndexed ? this.indexedReads : this.scans;
  }

  /** Stops answering writes soon after a restart would no longer find them. */
  private store<T>(write: () => Promise<T>): Promise<T> {
    return this.enqueue(async () => {
      this.storage.requireFiles();
      const result = await write().catch((error: unknown) => {
        throw this.storage.writeFailed(error);
      });
      this.storage.writeSucceeded();
      await this.storage.checkFiles();
      return result;
    });
  }

  /** Writes the first page of the database without changing it. */
  private async probeWrite(): Promise<void> {
    const [row] = await this.writer.query<{ user_version: number }[]>('PRAGMA user_version');
    await this.writer.query(`PRAGMA user_version = ${row?.user_version ?? 0}`);
  }

  private async checkpoint(): Promise<boolean> {
    const [row] = await this.writer.query<{ busy: number }[]>('PRAGMA wal_checkpoint(TRUNCATE)');
    return row?.busy === 0;
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
