import type { ErrorCode } from '../../common/errors.js';

/** The one table from what went wrong to the status that says so, and when it does (WIRE.md section 5). */
const TABLE: Readonly<Record<ErrorCode, readonly [status: number, when: string]>> = {
  SerializationException: [400, 'The body or the address cannot be read; the message says where'],
  ValidationException: [400, 'A member breaks its rules; `errors` has an entry for each, whose code stands above too'],
  Unauthorized: [401, 'There are no credentials, or wrong ones'],
  Forbidden: [403, 'The caller lacks the role, or the call comes from a page of another site'],
  NotFound: [404, 'There is no such object, or nothing at this address'],
  MethodNotAllowed: [405, 'The address has other verbs: `Allow` lists them'],
  NotAcceptable: [406, 'The answer cannot be had in the format that was asked for; the message lists those that can'],
  RequestTimeout: [408, 'The request took too long to arrive'],
  Conflict: [409, 'It does not go together with what there is'],
  PreconditionFailed: [412, 'The object has changed since it had the `ETag` that was sent as `If-Match`'],
  PayloadTooLarge: [413, 'The body is too large'],
  UriTooLong: [414, 'The address is too long'],
  UnsupportedMediaType: [415, 'The body is in a format, charset or encoding that is not read'],
  ExpectationFailed: [417, 'The `Expect` header asks for what cannot be had'],
  IdempotencyKeyReuse: [422, 'The `Idempotency-Key` came with another request before'],
  TooManyRequests: [429, 'There were too many wrong passwords; `Retry-After` says when to try again'],
  HeadersTooLarge: [431, 'The headers are too large'],
  InternalError: [500, 'The service failed; its log tells more under the request id that the answer names'],
  ServiceUnavailable: [503, 'The service or its database is busy or away; `Retry-After` says when to try again'],
};

const columnOf = <T>(pick: (row: readonly [number, string]) => T): Readonly<Record<ErrorCode, T>> =>
  Object.fromEntries(Object.entries(TABLE).map(([code, row]) => [code, pick(row)])) as Record<ErrorCode, T>;

/** The status of each kind of failure. */
export const STATUS_OF = columnOf(([status]) => status);

/** When each kind of failure is answered, for people. */
export const MEANING_OF = columnOf(([, when]) => when);
