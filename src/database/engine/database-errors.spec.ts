import { beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { toServiceError } from './database-errors.js';

/** An error as the driver throws it. */
const driverError = (code: string | undefined, message = 'of the driver'): Error =>
  Object.assign(new Error(message), { code });

describe('the error that a caller sees of an outage', () => {
  beforeAll(() => void Logger.overrideLogger(false));

  it.each([
    ['a statement that takes too long', driverError('57014'), 'The database took too long'],
    ['a result that takes too long', driverError(undefined, 'Query read timeout'), 'The database took too long'],
    ['a lock that takes too long', driverError('55P03'), 'The database waited too long for a lock'],
    ['a deadlock', driverError('40P01'), 'The change conflicted with a concurrent one'],
    ['a read-only database', driverError('25006'), 'The database is read-only'],
    ['too many connections', driverError('53300'), 'The database is overloaded'],
    ['a refused connection', driverError('ECONNREFUSED'), 'The database cannot be reached'],
    ['a transaction that a failure has aborted', driverError('25P02'), 'The database cannot be reached'],
    ['a rollback of unknown outcome', driverError('40003'), 'The database cannot be reached'],
    ['a standby in recovery', driverError('55000'), 'The database cannot be reached'],
    ['a server that shuts down', driverError('57P01'), 'The database cannot be reached'],
    ['an unknown failure of the driver', driverError(undefined), 'The database cannot be reached'],
  ])('names the cause: %s', (_, error, message) => {
    expect(toServiceError(error)).toMatchObject({
      code: 'ServiceUnavailable',
      message: `${message}. Try again shortly.`,
      cause: error,
    });
  });

  it.each(['42P01', '42601', '22003', '23514', '0A000', 'XX001'])('leaves the SQLSTATE %s as it is', (code) => {
    const error = driverError(code);
    expect(toServiceError(error)).toBe(error);
  });
});
