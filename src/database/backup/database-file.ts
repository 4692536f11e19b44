import { StartError } from '../../common/errors.js';
import type { Env } from '../../config/env.js';

/** What the commands for backups need to know of the database. */
export type BackupSettings = Pick<Env, 'DATABASE_URL' | 'DATABASE_SSL' | 'DATABASE_SSL_CA'>;

/**
 * The path of the SQLite database.
 *
 * @throws StartError if it is in memory, or on PostgreSQL: that has programs of its own, and the error has the line to run.
 */
export function databaseFile(settings: BackupSettings, command: 'backup' | 'restore', file: string): string {
  const { DATABASE_URL } = settings;
  if (DATABASE_URL === 'sqlite::memory:') throw new StartError('A database in memory has no backup: set DATABASE_URL.');
  if (DATABASE_URL.startsWith('sqlite:')) return DATABASE_URL.slice('sqlite:'.length);
  const connection = quote(withoutPassword(settings));
  const line =
    command === 'backup'
      ? `(umask 077; pg_dump --format=custom --no-owner --file=${quote(file)} --dbname=${connection})`
      : `pg_restore --exit-on-error --single-transaction --clean --if-exists --no-owner --dbname=${connection} ${quote(file)}`;
  throw new StartError(
    `DATABASE_URL names PostgreSQL, which has a program for it. It takes the password from PGPASSWORD or ~/.pgpass:\n${line}`,
  );
}

/** The URL as PostgreSQL's own programs read it. */
function withoutPassword({ DATABASE_URL, DATABASE_SSL, DATABASE_SSL_CA }: BackupSettings): string {
  const url = new URL(DATABASE_URL);
  url.password = '';
  url.searchParams.delete('password');
  if (DATABASE_SSL === 'require') url.searchParams.set('sslmode', 'require');
  if (DATABASE_SSL === 'verify') {
    url.searchParams.set('sslmode', 'verify-full');
    url.searchParams.set('sslrootcert', DATABASE_SSL_CA ?? 'system');
  }
  return url.href;
}

/** One argument for a shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
