import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import { Database } from './database.js';
import { readerOptions } from '../schema/data-source-options.js';
import type { Statement } from './statement.js';
import { retryWhileBusy } from './retry-while-busy.js';

/** How long a write waits for another process that holds the database, in ms. */
const BUSY_WAIT_MS = 5_000;

/**
 * Everybody shares one SQLite connection for writing, so a write outside `write` could land in somebody else's open
 * transaction and vanish with its rollback: writes take turns. Reads have a connection of their own.
 */
@Injectable()
export class SqliteDatabase extends Database implements OnApplicationShutdown {
  override readonly dialect = 'sqlite';
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {
    super();
  }

  static async open(writer: DataSource): Promise<SqliteDatabase> {
    const reader = new DataSource(readerOptions(writer.options as BetterSqlite3DataSourceOptions));
    return new SqliteDatabase(writer, await reader.initialize());
  }

  override get read(): EntityManager {
    return this.reader.manager;
  }

  override write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const deadline = Date.now() + BUSY_WAIT_MS;
    return this.inTurn(() => this.transact(work, deadline));
  }

  override run<Row extends object>(statement: Statement): Promise<Row[]> {
    const deadline = Date.now() + BUSY_WAIT_MS;
    return this.inTurn(() => retryWhileBusy(() => this.writer.query<Row[]>(...statement.toQuery()), deadline));
  }

  override find<Row extends object>(statement: Statement): Promise<Row[]> {
    return this.reader.query<Row[]>(...statement.toQuery());
  }

  /** One process alone serves an SQLite database. */
  override exclusive<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue;
    await this.reader.destroy();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async transact<T>(work: (manager: EntityManager) => Promise<T>, deadline: number): Promise<T> {
    const { manager } = this.writer;
    // Takes the write lock at once, so that nothing has been done yet where it is not to be had.
    await retryWhileBusy(() => manager.query('BEGIN IMMEDIATE'), deadline);
    try {
      const result = await work(manager);
      await manager.query('COMMIT');
      return result;
    } catch (error) {
      await manager.query('ROLLBACK').catch(() => undefined); // SQLite may have rolled back already
      throw error;
    }
  }
}
