import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { withAdvisoryLock } from './advisory-lock.js';
import { Database } from './database.js';
import { toServiceError } from './database-errors.js';
import type { Statement } from './statement.js';

/** Bounds the prepared statements of each connection. The hot paths have few texts. */
const MAX_PREPARED_STATEMENTS = 100;

/** PostgreSQL, through a pool of connections. Every replica may write at the same time. */
@Injectable()
export class PostgresDatabase extends Database {
  override readonly dialect = 'postgres';
  private readonly preparedNames = new Map<string, string>();

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override get read(): EntityManager {
    return this.dataSource.manager;
  }

  override async write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(work);
  }

  /** Bypasses TypeORM's query runner, which cannot name a statement: pg prepares only statements with a name. */
  override async run<Row extends object>(statement: Statement): Promise<Row[]> {
    const [text, values] = statement.toQuery();
    const pool = (this.dataSource.driver as PostgresDriver).master as Pool;
    try {
      return (await pool.query<Row>({ name: this.preparedNameOf(text), text, values })).rows;
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

  private preparedNameOf(text: string): string | undefined {
    let name = this.preparedNames.get(text);
    if (name === undefined && this.preparedNames.size < MAX_PREPARED_STATEMENTS) {
      name = `voice_${this.preparedNames.size}`;
      this.preparedNames.set(text, name);
    }
    return name;
  }
}
