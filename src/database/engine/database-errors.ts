import { Logger } from '@nestjs/common';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  TypeORMError,
} from 'typeorm';
import { ServiceUnavailableError } from '../../common/errors.js';

/**
 * The classes of SQLSTATE codes (PostgreSQL, appendix A) that are no fault of a statement or a value: connection exception,
 * invalid transaction state (such as a read-only or aborted one), transaction rollback, insufficient resources, object not in
 * prerequisite state (such as a lock that is not available), operator intervention, system error.
 */
const UNAVAILABLE_CODES = /^(08|25|40|53|55|57|58)/;

/** Every SQLSTATE: the server sent the error, so the connection worked. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** PostgreSQL closes the connection after an error with one of these severities. */
const FATAL_SEVERITIES: ReadonlySet<unknown> = new Set(['FATAL', 'PANIC']);

/**
 * Codes of SQLite for storage that fails: disk full, I/O error, read-only file, file that cannot be opened or that
 * something else has damaged.
 */
const STORAGE_CODES = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/;

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
  if (error instanceof ServiceUnavailableError || isReleased(error)) return true;
  const { code, message, severity } = causeOf(error);
  return (
    UNAVAILABLE_CODES.test(code) ||
    FATAL_SEVERITIES.has(severity) ||
    CONNECTION_CODES.has(code) ||
    code.startsWith('SQLITE_BUSY') ||
    CONNECTION_LOST_MESSAGES.test(message)
  );
}

/** TypeORM releases a runner when its connection fails, and these are its errors for a call on it after that. */
const isReleased = (error: unknown): boolean =>
  error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;

/**
 * Whether the error is neither a known outage nor one of this program: the server answers a wrong statement with an
 * SQLSTATE, TypeORM a wrong call with a TypeORMError, and a mistake in the code is a TypeError or the like.
 */
function isUnknownDriverFailure(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (cause instanceof TypeORMError || (cause instanceof Error && PROGRAMMING_ERRORS.has(cause.name))) return false;
  const { code } = causeOf(error);
  return !SQLSTATE.test(code) && !code.startsWith('SQLITE_');
}

/** Names, because an error of a thread is a copy that has no class but Error. */
const PROGRAMMING_ERRORS: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

/** Whether the storage of the SQLite database fails. */
export const isStorageFailure = (error: unknown): boolean => STORAGE_CODES.test(causeOf(error).code);

/** Whether a statement failed because of a value in it: it may succeed without that value. */
export const isBadValue = (error: unknown): boolean => BAD_VALUE_CODES.test(causeOf(error).code);

/** Whether another process locks the SQLite database. */
export const isBusy = (error: unknown): boolean => causeOf(error).code.startsWith('SQLITE_BUSY');

/**
 * Converts an outage, and every unknown failure of the driver, into a ServiceUnavailableError that callers may see: the
 * driver reports most failures of a connection without a code. Returns every other error unchanged.
 *
 * @param error What the driver threw, or TypeORM.
 */
export function toServiceError(error: unknown): unknown {
  if (error instanceof ServiceUnavailableError) return error;
  if (!isOutage(error) && !isStorageFailure(error)) {
    if (!isUnknownDriverFailure(error)) return error;
    new Logger('Database').warn(`A call failed in the database's driver: ${causeOf(error).message}`);
  }
  return unavailable(error);
}

/**
 * The database is not available.
 *
 * @param cause What the driver threw. Without it the database cannot be reached.
 */
export function unavailable(cause?: unknown): ServiceUnavailableError {
  const { code, message } = causeOf(cause);
  const [, reason] = REASONS.find(([pattern]) => pattern.test(code === '' ? message : code)) ?? [];
  const text = `${reason ?? 'The database cannot be reached'}. Try again shortly.`;
  return Object.assign(new ServiceUnavailableError(text), { cause });
}

/** What callers are told of an outage in which the database is reached, by its code or message. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(57014|Query read timeout)/, 'The database took too long'],
  [/^55P03/, 'The database waited too long for a lock'],
  [/^(40001|40P01)/, 'The change conflicted with a concurrent one'],
  [/^25006/, 'The database is read-only'],
  [/^53/, 'The database is overloaded'],
];

/** Whether PostgreSQL ended a transaction because it and another one waited for each other. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof ServiceUnavailableError && causeOf(error.cause).code === '40P01';

/** The code and message of the driver's own error, which TypeORM wraps; the code is '' if the error has none. */
export function causeOf(error: unknown): { code: string; message: string; severity: unknown } {
  const cause = error instanceof QueryFailedError ? (error.driverError as Error) : error;
  const { code, message, severity } = (cause ?? {}) as { code?: unknown; message?: unknown; severity?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    // Node reports a host name with several addresses as an AggregateError without a message.
    message: typeof message === 'string' && message !== '' ? message : String(code),
    severity,
  };
}

/** Whether a row violates a unique constraint. */
export const isUniqueViolation = (error: unknown): boolean =>
  /^(23505|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/.test(causeOf(error).code);

/** Whether a row refers to a row that does not exist, or a deleted row is still referred to. */
export const isForeignKeyViolation = (error: unknown): boolean =>
  /^(23503|SQLITE_CONSTRAINT_FOREIGNKEY)$/.test(causeOf(error).code);
