/** An error of one member of a request. */
export interface FieldError {
  /** `MaximumLength`, `InvalidType`, `NotFound`... */
  readonly errorCode: string;
  /** The member's name in PascalCase. */
  readonly fieldName: string;
  /** Human-readable. */
  readonly message: string;
}

/** Identifies the kind of error. Each transport maps it to a status of its own. */
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

/** An error that is sent to the caller as it is: its code, message and fields are safe to show. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** One entry for each invalid member. */
    readonly fields: readonly FieldError[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A request has invalid members. */
export class ValidationError extends DomainError {
  constructor(fields: readonly FieldError[]) {
    super('ValidationException', fields[0]?.message ?? 'The request is not valid.', fields);
  }

  /** For one invalid member. */
  static of(errorCode: string, fieldName: string, message: string): ValidationError {
    return new ValidationError([{ errorCode, fieldName, message }]);
  }
}

/** A request body or URL cannot be parsed. The message contains the position. */
export class SerializationError extends DomainError {
  constructor(message: string) {
    super('SerializationException', message);
  }
}

/** Credentials are missing or wrong. The message never says whether the user name or the password is wrong. */
export class UnauthorizedError extends DomainError {
  /** @param challenges One `WWW-Authenticate` value for each supported scheme. */
  constructor(
    readonly challenges: readonly string[],
    message = 'Sign in to use this operation.',
  ) {
    super('Unauthorized', message);
  }
}

/** The caller is authenticated but not allowed to do this. */
export class ForbiddenError extends DomainError {
  constructor(message = 'Invalid Role') {
    super('Forbidden', message);
  }
}

/** The object or the route does not exist. */
export class NotFoundError extends DomainError {
  constructor(message: string) {
    super('NotFound', message);
  }
}

/** The request conflicts with the current data. */
export class ConflictError extends DomainError {
  /** @param retryAfter How long the caller should wait, in seconds; absent if waiting does not help. */
  constructor(
    message: string,
    readonly retryAfter?: number,
  ) {
    super('Conflict', message);
  }
}

/** The object's version is not one that the caller expects. */
export class PreconditionFailedError extends DomainError {
  constructor(message = 'The object has changed. Get it again, and send its new ETag as If-Match.') {
    super('PreconditionFailed', message);
  }
}

/** Another request has used the same idempotency key. */
export class IdempotencyKeyReuseError extends DomainError {
  constructor() {
    super('IdempotencyKeyReuse', 'This Idempotency-Key was used for another request. Use a new key for each request.');
  }
}

/** Formats `GET, HEAD or POST`. */
const DISJUNCTION = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** The route exists, but not with this method. */
export class MethodNotAllowedError extends DomainError {
  constructor(
    method: string,
    readonly allowed: readonly string[],
  ) {
    const advice = allowed.length > 0 ? ` Use ${DISJUNCTION.format(allowed)}.` : '';
    super('MethodNotAllowed', `${method} is not allowed here.${advice}`);
  }
}

/** The caller has made too many attempts and must wait. */
export class TooManyRequestsError extends DomainError {
  /** @param retryAfter How long the caller should wait, in seconds. */
  constructor(
    readonly retryAfter: number,
    message = 'Too many sign-in attempts. Try again later.',
  ) {
    super('TooManyRequests', message);
  }
}

/** The service cannot start. The message is one line for the operator. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The service is overloaded or cannot reach its database. A retry may succeed. */
export class ServiceUnavailableError extends DomainError {
  /** @param retryAfter How long the caller should wait, in seconds. */
  constructor(
    message = 'The service is busy. Try again shortly.',
    readonly retryAfter = 1,
  ) {
    super('ServiceUnavailable', message);
  }
}
