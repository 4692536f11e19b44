import type { ErrorCode } from '../common/errors.js';

/** The one table from what went wrong to the status that says so (WIRE.md section 5). */
export const STATUS: Readonly<Record<ErrorCode, number>> = {
  SerializationException: 400,
  ValidationException: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  RequestTimeout: 408,
  Conflict: 409,
  PreconditionFailed: 412,
  PayloadTooLarge: 413,
  UriTooLong: 414,
  UnsupportedMediaType: 415,
  ExpectationFailed: 417,
  IdempotencyKeyReuse: 422,
  TooManyRequests: 429,
  HeadersTooLarge: 431,
  InternalError: 500,
  ServiceUnavailable: 503,
};
