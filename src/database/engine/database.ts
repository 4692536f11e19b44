import type { EntityManager } from 'typeorm';
import type { Dialect, Statement } from './statement.js';
import type { StatementTracer } from './statement-tracer.js';

/** What decides which statements wait for each other. */
export interface ScanOptions {
  /** The table that is read. On PostgreSQL, statements on different tables do not wait for each other. */
  readonly table: string;
  /** Whether an index finds the rows. On SQLite, these statements do not wait for those that read the whole table. */
  readonly isIndexed: boolean;
}

/** How the connections of a pool are used. */
export interface PoolState {
  /** Open connections. */
  readonly totalCount: number;
  /** Those that nobody uses. */
  readonly idleCount: number;
  /** Callers that wait for one. */
  readonly waitingCount: number;
}

/** Reads and writes behind one interface for SQLite and PostgreSQL. */
export abstract class Database {
  /** The SQL dialect for {@link Statement}. */
  abstract readonly dialect: Dialect;

  /** The pool of connections; undefined if there is none. */
  abstract readonly pool: PoolState | undefined;

  /** For reads. Sees committed data only. */
  abstract readonly read: EntityManager;

  /**
   * Runs `work` in a transaction. When the returned promise resolves, the transaction is committed and on disk.
   *
   * @param work Receives the transaction's manager and must not use it after it returns. On it, use only `query`,
   *   `insert`, `update`, `delete` and the methods that read. PostgreSQL ends one of several transactions that wait for each
   *   other: then it is called again, in a new transaction, with the number of this attempt.
   * @throws ServiceUnavailableError if the database is unreachable or locked; the transaction may have been committed.
   */
  abstract write<T>(work: (manager: EntityManager, attempt: number) => Promise<T>): Promise<T>;

  /**
   * Runs one statement that writes, in a transaction of its own. For the hot paths: it takes a third of the round trips
   * of `write`. Use a constant text, because the database caches the plan by text.
   *
   * @returns The rows of the statement's RETURNING clause.
   * @throws ServiceUnavailableError as `write`.
   */
  abstract run<Row extends object>(statement: Statement): Promise<Row[]>;

  /**
   * Runs one statement that reads. For the hot paths. Use a constant text, because the database caches the plan by text.
   *
   * @throws ServiceUnavailableError if the database is unreachable.
   */
  abstract find<Row extends object>(statement: Statement): Promise<Row[]>;

  /**
   * Runs one statement that may read many rows, so that a slow one delays neither writes nor `find`.
   *
   * @throws ServiceUnavailableError if the database is unreachable, or if too many such statements are running.
   */
  abstract scan<Row extends object>(statement: Statement, options: ScanOptions): Promise<Row[]>;

  /**
   * Runs one statement as {@link scan} and reads its rows in chunks: those of one moment. Absent if that would occupy one
   * of the few connections while a client receives the rows.
   */
  abstract readonly stream?: <Row extends object>(
    statement: Statement,
    options: ScanOptions & { chunkSize: number },
  ) => AsyncGenerator<Row[]>;

  /**
   * Checks that calls can be served. If the last write failed because of the storage, this writes.
   *
   * @throws ServiceUnavailableError if they cannot.
   */
  abstract ping(): Promise<void>;

  /** Runs `work` while no other replica runs work passed to this method. */
  abstract exclusive<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Runs `work`, a purge in the background, unless another process runs one: then returns `undefined` at once. Does not
   * hold back {@link exclusive}. On PostgreSQL it keeps a connection until `work` is done.
   */
  abstract purgeAlone<T>(work: () => Promise<T>): Promise<T | undefined>;

  /** Passes every statement through a tracer from now on. To be called at most once, before calls are served. */
  abstract trace(tracer: StatementTracer): void;
}
