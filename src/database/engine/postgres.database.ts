import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { DomainError } from '../../common/errors.js';
import { withAdvisoryLock } from './advisory-lock.js';
import { Database } from './database.js';
import { toServiceError, unavailable } from './database-errors.js';
import { requirePreparedStatements } from './prepared-statements.js';
import type { Statement } from './statement.js';

/** Bounds the prepared statements of each connection. The hot paths have few texts. */
const MAX_PREPARED_STATEMENTS = 100;

/** PostgreSQL, through a pool of connections. Every replica may write at the same time. */
@Injectable()
export class PostgresDatabase extends Database {
  override readonly dialect = 'postgres';
  private readonly preparedNames = new Map<string, string>();

  private constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** @throws StartError if prepared statements do not work. */
  static async open(dataSource: DataSource): Promise<PostgresDatabase> {
    await requirePreparedStatements(poolOf(dataSource));
    return new PostgresDatabase(dataSource);
  }

  override get read(): EntityManager {
    return this.dataSource.manager;
  }

  override async write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
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
