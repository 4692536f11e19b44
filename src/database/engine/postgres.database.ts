import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { DomainError } from '../../common/errors.js';
import { Limiter } from '../../common/limiter.js';
import { tryPurgeLock, withAdvisoryLock } from './advisory-lock.js';
import { Database, type PoolState, type ScanOptions } from './database.js';
import { isDeadlock, toServiceError, unavailable } from './database-errors.js';
import { requirePreparedStatements } from './prepared-statements.js';
import type { Statement } from './statement.js';
import { type StatementTracer, traceQueryRunners } from './statement-tracer.js';

/** Bounds the prepared statements of each connection. The hot paths have few texts. */
const MAX_PREPARED_STATEMENTS = 100;

/**
 * The share of the connections that the lists of one table may use at once. If they all wait for a locked table, the rest
 * is left for other tables, writes and signing in.
 */
const SCANS_SHARE = 0.2;
/** How long a list waits at most for others, in ms. */
const MAX_WAIT_MS = 3_000;

/** How often a transaction is attempted that PostgreSQL ends because of a deadlock. It waits 1 s before it does so. */
const MAX_ATTEMPTS = 5;

/** PostgreSQL, through a pool of connections. Every replica may write at the same time. */
@Injectable()
export class PostgresDatabase extends Database {
  override readonly dialect = 'postgres';
  private readonly preparedNames = new Map<string, string>();

  override readonly stream = undefined;
  private readonly scans = new Map<string, Limiter>();

  private constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** @throws StartError if prepared statements do not work. */
  static async open(dataSource: DataSource): Promise<PostgresDatabase> {
    await requirePreparedStatements(poolOf(dataSource));
    return new PostgresDatabase(dataSource);
  }

  override get pool(): PoolState {
    return poolOf(this.dataSource);
  }

  override get read(): EntityManager {
    return this.dataSource.manager;
  }

  override async write<T>(work: (manager: EntityManager, attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.transact((manager) => work(manager, attempt));
      } catch (error) {
        if (!isDeadlock(error) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  private async transact<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await work(runner.manager);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // TypeORM releases the runner when its connection fails. Whatever `work` then throws is a consequence of that.
      if (runner.isReleased) throw error instanceof DomainError ? error : unavailable();
      await runner.rollbackTransaction().catch(() => undefined); // the connection is lost: the server rolls back
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Bypasses TypeORM's query runner, which cannot name a statement: pg prepares only statements with a name. */
  override async run<Row extends object>(statement: Statement): Promise<Row[]> {
    const [text, values] = statement.toQuery();
    try {
      return (await poolOf(this.dataSource).query<Row>({ name: this.preparedNameOf(text), text, values })).rows;
    } catch (error) {
      throw toServiceError(error);
    }
  }

  override find<Row extends object>(statement: Statement): Promise<Row[]> {
    return this.run(statement);
  }

  override scan<Row extends object>(statement: Statement, { table }: ScanOptions): Promise<Row[]> {
    let limiter = this.scans.get(table);
    if (!limiter) {
      const { poolSize = 10, connectTimeoutMS } = this.dataSource.options as PostgresDataSourceOptions;
      limiter = new Limiter(Math.ceil(poolSize * SCANS_SHARE), connectTimeoutMS ?? MAX_WAIT_MS);
      this.scans.set(table, limiter);
    }
    return limiter.run(() => this.dataSource.manager.query<Row[]>(...statement.toQuery()));
  }

  override async ping(): Promise<void> {
    await this.read.query('SELECT 1');
  }

  override async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await withAdvisoryLock(runner, work);
    } finally {
      await runner.release();
    }
  }

  override async purgeAlone<T>(work: () => Promise<T>): Promise<T | undefined> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await tryPurgeLock(runner, work);
    } finally {
      await runner.release();
    }
  }

  override trace(tracer: StatementTracer): void {
    traceQueryRunners(this.dataSource, tracer);
    const run = this.run.bind(this);
    this.run = (statement) => tracer(statement.text, () => run(statement));
  }

  private preparedNameOf(text: string): string | undefined {
    let name = this.preparedNames.get(text);
    if (name === undefined && this.preparedNames.size < MAX_PREPARED_STATEMENTS) {
      name = `voice_${this.preparedNames.size}`;
      this.preparedNames.set(text, name);
    }
    return name;
  }
}

const poolOf = (dataSource: DataSource): Pool => (dataSource.driver as PostgresDriver).master as Pool;
