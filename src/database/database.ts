import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import { ServiceUnavailableError } from '../common/errors.js';
import { readerOptions } from './data-source-options.js';
import type { Dialect } from './statement.js';

/** How long a write waits for another process that holds the database, in ms, and how often it looks. */
const BUSY_DEADLINE = 5_000;
const BUSY_PAUSE = 50;

/**
 * The two doors to the database. Everybody shares one SQLite connection for writing, so a write outside `write` could
 * land in somebody else's open transaction and vanish with its rollback; reads have a connection of their own.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  /** Whose words statements are written in. */
  readonly dialect: Dialect = 'sqlite';

  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {}

  static async open(writer: DataSource): Promise<Database> {
    const reader = new DataSource(readerOptions(writer.options as BetterSqlite3DataSourceOptions));
    return new Database(writer, await reader.initialize());
  }

  /** For reading: what was committed, never what is under way. */
  get read(): EntityManager {
    return this.reader.manager;
  }

  /**
   * Runs `work` in a transaction of its own, after those that came before; the manager must not be used after it.
   * Committed means on disk. Inside, use `query`, `insert`, `update` and `delete`.
   *
   * @throws ServiceUnavailableError where another process keeps the database locked for 5 s.
   */
  write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const deadline = Date.now() + BUSY_DEADLINE;
    const turn = this.queue.then(() => this.transact(work, deadline));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue;
    await this.reader.destroy();
  }

  private async transact<T>(work: (manager: EntityManager) => Promise<T>, deadline: number): Promise<T> {
    const { manager } = this.writer;
    await this.begin(manager, deadline);
    try {
      const result = await work(manager);
      await manager.query('COMMIT');
      return result;
    } catch (error) {
      await manager.query('ROLLBACK').catch(() => undefined); // SQLite may have rolled back already
      throw error;
    }
  }

  /** Takes the write lock at once, so that nothing has been done yet where it is not to be had. */
  private async begin(manager: EntityManager, deadline: number): Promise<void> {
    for (;;) {
      try {
        await manager.query('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (Date.now() > deadline) throw new ServiceUnavailableError('The database is busy. Try again shortly.');
        await sleep(BUSY_PAUSE);
      }
    }
  }
}

const isBusy = (error: unknown): boolean =>
  String((error as { driverError?: { code?: unknown } }).driverError?.code).startsWith('SQLITE_BUSY');
