import type { EntityManager } from 'typeorm';
import type { Dialect, Statement } from './statement.js';

/** The doors to the database, the same on SQLite and on PostgreSQL. */
export abstract class Database {
  /** Whose words statements are written in. */
  abstract readonly dialect: Dialect;

  /** For reading: what was committed, never what is under way. */
  abstract readonly read: EntityManager;

  /**
   * Runs `work` in a transaction of its own; the manager must not be used after it. Committed means on disk. Inside,
   * use `query`, `insert`, `update` and `delete`.
   *
   * @throws ServiceUnavailableError where the database is away or kept locked; then it is not known whether the
   *   transaction was committed.
   */
  abstract write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;

  /**
   * Runs one statement, which is a transaction by itself: for the hot paths, at a third of the round trips of `write`.
   * Its text should always be the same, for the database keeps its plan.
   *
   * @returns The rows that it returns.
   * @throws ServiceUnavailableError as `write`.
   */
  abstract run<Row extends object>(statement: Statement): Promise<Row[]>;

  /**
   * Reads by one statement, for the hot paths. Its text should always be the same, for the database keeps its plan.
   *
   * @throws ServiceUnavailableError where the database is away.
   */
  abstract find<Row extends object>(statement: Statement): Promise<Row[]>;

  /** Runs `work` while no other replica runs work that it gave to this. */
  abstract exclusive<T>(work: () => Promise<T>): Promise<T>;
}
