import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { ServiceUnavailableError } from '../../common/errors.js';

/** PostgreSQL's codes for: it is away, it is full or busy, it gave up on a statement, try the transaction again. */
const UNAVAILABLE_CODES = /^(08|53|57P0|57014|55P03|40001|40P01|25006)/;

const NO_CONNECTION = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETDOWN ENOTFOUND EAI_AGAIN ENOENT'.split(
    ' ',
  ),
);

/** What pg says without a code. */
const CONNECTION_LOST_MESSAGES =
  /^(Connection terminated|Connection ended|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after calling end|write after end|The server does not support SSL)/;

/** PostgreSQL's codes for values that it cannot take, and SQLite's. */
const BAD_VALUE = /^(22|23|54|SQLITE_CONSTRAINT|SQLITE_MISMATCH|SQLITE_TOOBIG)/;

/** Whether the database could not do it now and may soon: nothing is wrong with what it was asked. */
export function isOutage(error: unknown): boolean {
  if (error instanceof ServiceUnavailableError || error instanceof QueryRunnerAlreadyReleasedError) return true;
  const { code, message } = causeOf(error);
  return (
    UNAVAILABLE_CODES.test(code) ||
    NO_CONNECTION.has(code) ||
    code.startsWith('SQLITE_BUSY') ||
    CONNECTION_LOST_MESSAGES.test(message)
  );
}

/** Whether a statement failed because of a value in it, so that without that value it may do. */
export const isBadValue = (error: unknown): boolean => BAD_VALUE.test(causeOf(error).code);

/** Whether another process holds the SQLite database. */
export const isBusy = (error: unknown): boolean => causeOf(error).code.startsWith('SQLITE_BUSY');

/** A driver's error as callers may be told of it: an outage becomes ServiceUnavailable, the rest stays what it is. */
export const toServiceError = (error: unknown): unknown =>
  isOutage(error) && !(error instanceof ServiceUnavailableError)
    ? new ServiceUnavailableError('The database cannot be reached. Try again shortly.')
    : error;

/** A driver's own word for what went wrong. */
export function causeOf(error: unknown): { code: string; message: string } {
  const cause = error instanceof QueryFailedError ? (error.driverError as Error) : error;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    // Node gathers a name's several addresses in one error without a message of its own.
    message: typeof message === 'string' && message !== '' ? message : String(code),
  };
}

/** Whether something unique is there already: PostgreSQL's code, and SQLite's. */
export const isUniqueViolation = (error: unknown): boolean =>
  /^(23505|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/.test(causeOf(error).code);

/** Whether something is referred to, or refers to what there is not: PostgreSQL's code, and SQLite's. */
export const isForeignKeyViolation = (error: unknown): boolean =>
  /^(23503|SQLITE_CONSTRAINT_FOREIGNKEY)$/.test(causeOf(error).code);
