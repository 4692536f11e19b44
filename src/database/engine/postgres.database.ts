import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { withAdvisoryLock } from './advisory-lock.js';
import { Database } from './database.js';
import { toServiceError } from './database-errors.js';
import type { Statement } from './statement.js';

/** The most statements whose plans are kept: those of the hot paths are few. */
const MAX_PREPARED_STATEMENTS = 100;

/** PostgreSQL, by a pool of connections: every replica of the service may write at the same time. */
@Injectable()
export class PostgresDatabase extends Database {
  override readonly dialect = 'postgres';
  private readonly names = new Map<string, string>();

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override get read(): EntityManager {
    return this.dataSource.manager;
  }

  override async write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(work);
  }

  /** Past TypeORM's query runner, straight to the driver, which prepares a statement that has a name. */
  override async run<Row extends object>(statement: Statement): Promise<Row[]> {
    const [text, values] = statement.toQuery();
    const pool = (this.dataSource.driver as PostgresDriver).master as Pool;
    try {
      return (await pool.query<Row>({ name: this.nameOf(text), text, values })).rows;
    } catch (error) {
      throw toServiceError(error);
    }
  }

  override find<Row extends object>(statement: Statement): Promise<Row[]> {
    return this.run(statement);
  }

  override async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await withAdvisoryLock(runner, work);
    } finally {
      await runner.release();
    }
  }

  private nameOf(text: string): string | undefined {
    let name = this.names.get(text);
    if (name === undefined && this.names.size < MAX_PREPARED_STATEMENTS) {
      name = `voice_${this.names.size}`;
      this.names.set(text, name);
    }
    return name;
  }
}
