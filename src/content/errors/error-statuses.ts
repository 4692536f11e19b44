import type { ErrorCode } from '../../common/errors.js';

/** The HTTP status and the documentation of each error code (WIRE.md section 5). */
const TABLE: Readonly<Record<ErrorCode, readonly [status: number, meaning: string]>> = {
  SerializationException: [400, 'The body or the address is malformed; the message says where'],
  ValidationException: [
    400,
    'A member is not valid; `errors` has one entry for each such member, and the response has the code of the first',
  ],
  Unauthorized: [401, 'The credentials are missing, wrong or expired'],
  Forbidden: [403, 'The caller lacks the role, or the request is from a page of another site'],
  NotFound: [404, 'The object does not exist, or there is nothing at this address'],
  MethodNotAllowed: [405, 'The address does not support this method; `Allow` lists the methods that it supports'],
  NotAcceptable: [406, 'The requested response format is not supported; the message lists the supported formats'],
  RequestTimeout: [408, 'The request took too long to arrive'],
  Conflict: [409, 'The change conflicts with the current state'],
  PreconditionFailed: [412, 'The object has changed since it had the `ETag` in `If-Match`'],
  PayloadTooLarge: [413, 'The body is too large'],
  UriTooLong: [414, 'The address is too long'],
  UnsupportedMediaType: [415, 'The format, charset or encoding of the body is not supported'],
  ExpectationFailed: [417, 'The `Expect` header is not `100-continue`'],
  IdempotencyKeyReuse: [422, 'The `Idempotency-Key` was used for another request before'],
  TooManyRequests: [
    429,
    'There were too many wrong passwords, or the caller has too many exports; `Retry-After` says when to try again',
  ],
  HeadersTooLarge: [431, 'The headers are too large'],
  InternalError: [500, 'The service failed; its log has the details under the request id in the response'],
  ServiceUnavailable: [503, 'The service or its database is busy or unavailable; `Retry-After` says when to try again'],
};

const columnOf = <T>(pick: (row: readonly [number, string]) => T): Readonly<Record<ErrorCode, T>> =>
  Object.fromEntries(Object.entries(TABLE).map(([code, row]) => [code, pick(row)])) as Record<ErrorCode, T>;

/** The HTTP status of each error code. */
export const STATUS_OF = columnOf(([status]) => status);

/** When each error code occurs, for the documentation. */
export const MEANING_OF = columnOf(([, meaning]) => meaning);
