import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { ServiceUnavailableError } from '../../common/errors.js';

/**
 * SQLSTATE codes of PostgreSQL for a temporary failure: connection exception, insufficient resources, shutdown,
 * statement timeout, lock not available, serialization failure, deadlock, read-only transaction.
 */
const UNAVAILABLE_CODES = /^(08|53|57P0|57014|55P03|40001|40P01|25006)/;

/** Node's codes for a connection that failed. */
const CONNECTION_CODES = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETDOWN ENOTFOUND EAI_AGAIN ENOENT'.split(
    ' ',
  ),
);

/** Messages of errors to which pg gives no code. */
const CONNECTION_LOST_MESSAGES =
  /^(Connection terminated|Connection ended|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after calling end|write after end|The server does not support SSL)/;

/** Codes of PostgreSQL and SQLite for a value that the database rejects. */
const BAD_VALUE_CODES = /^(22|23|54|SQLITE_CONSTRAINT|SQLITE_MISMATCH|SQLITE_TOOBIG)/;

/** Whether the database is temporarily unavailable: the same statement may succeed later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof ServiceUnavailableError || error instanceof QueryRunnerAlreadyReleasedError) return true;
  const { code, message } = causeOf(error);
  return (
    UNAVAILABLE_CODES.test(code) ||
    CONNECTION_CODES.has(code) ||
    code.startsWith('SQLITE_BUSY') ||
    CONNECTION_LOST_MESSAGES.test(message)
  );
}

/** Whether a statement failed because of a value in it: it may succeed without that value. */
export const isBadValue = (error: unknown): boolean => BAD_VALUE_CODES.test(causeOf(error).code);

/** Whether another process locks the SQLite database. */
export const isBusy = (error: unknown): boolean => causeOf(error).code.startsWith('SQLITE_BUSY');

/** Converts an outage into a ServiceUnavailableError that callers may see. Returns every other error unchanged. */
export const toServiceError = (error: unknown): unknown =>
  isOutage(error) && !(error instanceof ServiceUnavailableError)
    ? new ServiceUnavailableError('The database cannot be reached. Try again shortly.')
    : error;

/** The code and message of the driver's own error, which TypeORM wraps; the code is '' if the error has none. */
export function causeOf(error: unknown): { code: string; message: string } {
  const cause = error instanceof QueryFailedError ? (error.driverError as Error) : error;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    // Node reports a host name with several addresses as an AggregateError without a message.
    message: typeof message === 'string' && message !== '' ? message : String(code),
  };
}

/** Whether a row violates a unique constraint. */
export const isUniqueViolation = (error: unknown): boolean =>
  /^(23505|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/.test(causeOf(error).code);

/** Whether a row refers to a row that does not exist, or a deleted row is still referred to. */
export const isForeignKeyViolation = (error: unknown): boolean =>
  /^(23503|SQLITE_CONSTRAINT_FOREIGNKEY)$/.test(causeOf(error).code);
