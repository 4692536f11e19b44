import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { Env } from '../../config/env.js';
import { poolOptions } from '../engine/postgres-pool.js';
import { sqliteDriver } from '../engine/sqlite-driver.js';
import { migrations } from './migrations/index.js';

/** How long SQLite itself waits for a lock, in ms. Short, because it blocks the event loop; `retryWhileBusy` waits longer. */
const BUSY_TIMEOUT_MS = 10;

/** How much longer than the server's statement timeout a client waits, in ms, before it gives up the connection. */
const QUERY_TIMEOUT_MARGIN_MS = 2_000;

/** How long a transaction may be idle, in ms, before PostgreSQL ends it: a replica that is gone would keep its locks. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;

type DatabaseOptions = BetterSqlite3DataSourceOptions | PostgresDataSourceOptions;

/** The settings of the connection to the database. */
export type DatabaseSettings = Pick<
  Env,
  | 'DATABASE_URL'
  | 'DATABASE_POOL_SIZE'
  | 'DATABASE_STATEMENT_TIMEOUT'
  | 'DATABASE_CONNECT_TIMEOUT'
  | 'DATABASE_SSL'
  | 'DATABASE_SSL_CA'
>;

/** The options of a DataSource, without the entities. */
export const dataSourceOptions = (settings: DatabaseSettings): DatabaseOptions =>
  settings.DATABASE_URL.startsWith('sqlite:') ? sqliteOptions(settings) : postgresOptions(settings);

/**
 * Replaces `sqlite::memory:` with a temporary file that is deleted when the process exits. A database that is really in
 * memory cannot be shared by the writing and the reading connection.
 */
export function resolveInMemoryDatabase<T extends DatabaseSettings>(settings: T): T {
  if (settings.DATABASE_URL !== 'sqlite::memory:') return settings;
  const folder = mkdtempSync(join(tmpdir(), 'voice-api-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { ...settings, DATABASE_URL: `sqlite:${join(folder, 'voice.db')}` };
}

interface Pragmas {
  pragma(source: string): unknown;
}

function sqliteOptions({ DATABASE_URL }: DatabaseSettings): BetterSqlite3DataSourceOptions {
  return {
    type: 'better-sqlite3',
    driver: sqliteDriver(),
    database: DATABASE_URL.slice('sqlite:'.length),
    timeout: BUSY_TIMEOUT_MS,
    enableWAL: true,
    prepareDatabase: (connection: Pragmas) => {
      // In WAL mode, only FULL syncs every commit to the disk.
      connection.pragma('synchronous = FULL');
      // Syncs what a process wrote that was killed before it had synced it: it is visible, but not yet on the disk.
      connection.pragma('wal_checkpoint(PASSIVE)');
    },
    migrations,
    migrationsTransactionMode: 'all',
  };
}

function postgresOptions(settings: DatabaseSettings): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url: settings.DATABASE_URL,
    applicationName: 'voice-api',
    poolSize: settings.DATABASE_POOL_SIZE,
    connectTimeoutMS: settings.DATABASE_CONNECT_TIMEOUT,
    ssl: tlsOptions(settings),
    installExtensions: false,
    poolErrorHandler: (error: Error) => {
      new Logger('Database').warn(`A connection to the database was lost: ${error.message}`);
    },
    extra: poolOptions({
      statementTimeoutMs: settings.DATABASE_STATEMENT_TIMEOUT,
      queryTimeoutMs: settings.DATABASE_STATEMENT_TIMEOUT + QUERY_TIMEOUT_MARGIN_MS,
      connectTimeoutMs: settings.DATABASE_CONNECT_TIMEOUT,
      idleInTransactionTimeoutMs: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    }),
    migrations,
    migrationsTransactionMode: 'all',
  };
}

function tlsOptions({ DATABASE_SSL, DATABASE_SSL_CA }: DatabaseSettings): TlsOptions | false {
  if (DATABASE_SSL === 'off') return false;
  return {
    rejectUnauthorized: DATABASE_SSL === 'verify',
    ca: DATABASE_SSL_CA === undefined ? undefined : readFileSync(DATABASE_SSL_CA),
  };
}

/** The options without statement timeouts, for migrations and copying. */
export function withoutTimeouts(options: DatabaseOptions): DatabaseOptions {
  if (options.type !== 'postgres') return options;
  const extra = poolOptions({
    connectTimeoutMs: options.connectTimeoutMS ?? 0,
    idleInTransactionTimeoutMs: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  });
  return { ...options, poolSize: 2, extra };
}

/** The options of a read-only connection to the same SQLite database. */
export function readerOptions(writer: BetterSqlite3DataSourceOptions): BetterSqlite3DataSourceOptions {
  return {
    ...writer,
    readonly: true,
    enableWAL: false,
    prepareDatabase: undefined,
    migrations: [],
  };
}
