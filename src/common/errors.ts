/** What went wrong with one member of a request. */
export interface FieldError {
  /** What kind of mistake: `MaximumLength`, `InvalidType`, `NotFound`... */
  readonly errorCode: string;
  /** The member, in PascalCase. */
  readonly fieldName: string;
  /** For people. */
  readonly message: string;
}

/** The kinds of failure; which status each has is the business of the door it leaves by. */
export type ErrorCode =
  | 'SerializationException'
  | 'ValidationException'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'Conflict'
  | 'PreconditionFailed'
  | 'PayloadTooLarge'
  | 'UriTooLong'
  | 'UnsupportedMediaType'
  | 'ExpectationFailed'
  | 'IdempotencyKeyReuse'
  | 'HeadersTooLarge'
  | 'RequestTimeout'
  | 'TooManyRequests'
  | 'InternalError'
  | 'ServiceUnavailable';

/** A failure that the caller is told of as it stands: code and message are safe to show. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** One entry a wrong member. */
    readonly fields: readonly FieldError[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A request that breaks the rules of its members. */
export class ValidationError extends DomainError {
  constructor(fields: readonly FieldError[]) {
    super('ValidationException', fields[0]?.message ?? 'The request is not valid.', fields);
  }

  /** One wrong member. */
  static of(errorCode: string, fieldName: string, message: string): ValidationError {
    return new ValidationError([{ errorCode, fieldName, message }]);
  }
}

/** A request whose body or address cannot be read; the message says where. */
export class SerializationError extends DomainError {
  constructor(message: string) {
    super('SerializationException', message);
  }
}

/** No credentials, or wrong ones; the message never says which half was wrong. */
export class UnauthorizedError extends DomainError {
  /** @param challenges One `WWW-Authenticate` value for each scheme offered. */
  constructor(
    readonly challenges: readonly string[],
    message = 'Sign in to use this operation.',
  ) {
    super('Unauthorized', message);
  }
}

/** The caller is known and may not. */
export class ForbiddenError extends DomainError {
  constructor(message = 'Invalid Role') {
    super('Forbidden', message);
  }
}

/** No such object, or no such route. */
export class NotFoundError extends DomainError {
  constructor(message: string) {
    super('NotFound', message);
  }
}

/** What is asked for does not go together with what there is. */
export class ConflictError extends DomainError {
  constructor(message: string) {
    super('Conflict', message);
  }
}

/** The object has changed since the caller saw it. */
export class PreconditionFailedError extends DomainError {
  constructor(message = 'The object has changed since: get it again, and send its ETag as If-Match.') {
    super('PreconditionFailed', message);
  }
}

/** The key of a retry came with another request than the first time. */
export class IdempotencyKeyReuseError extends DomainError {
  constructor() {
    super('IdempotencyKeyReuse', 'This Idempotency-Key was used for another request. Use a new key for each request.');
  }
}

/** `GET, HEAD or POST`. */
const EITHER = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** The route exists, with other verbs. */
export class MethodNotAllowedError extends DomainError {
  constructor(
    method: string,
    readonly allowed: readonly string[],
  ) {
    super('MethodNotAllowed', `${method} is not allowed here. Use ${EITHER.format(allowed)}.`);
  }
}

/** The caller has tried too often and must wait. */
export class TooManyRequestsError extends DomainError {
  /** @param retryAfter Seconds after which to try again. */
  constructor(readonly retryAfter: number) {
    super('TooManyRequests', 'Too many sign-in attempts. Try again later.');
  }
}

/** What keeps the service from starting; the message is one line for the operator. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The service cannot do it now and may soon: too busy, or its database is away. */
export class ServiceUnavailableError extends DomainError {
  /** @param retryAfter Seconds after which to try again. */
  constructor(
    message = 'The service is busy. Try again shortly.',
    readonly retryAfter = 1,
  ) {
    super('ServiceUnavailable', message);
  }
}
