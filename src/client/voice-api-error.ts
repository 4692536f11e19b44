import type { FieldError } from './wire-types.js';

/** The details of a failed call. */
export interface VoiceApiErrorDetails {
  readonly status: number;
  readonly errorCode: string;
  readonly message: string;
  readonly requestId: string;
  readonly fieldErrors?: readonly FieldError[];
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** The error of a failed call: an error response of the service, or one of the two subclasses. */
export class VoiceApiError extends Error {
  /** The HTTP status of the error: 400, 401, 403, 404, 409, 412, 422, 429, 500, 503 … */
  readonly status: number;
  /** The error code: `NotFound`, `MaximumLength` … If members are invalid, the code of the first one. */
  readonly errorCode: string;
  /** One entry for each invalid member of the request, named in PascalCase. */
  readonly fieldErrors: readonly FieldError[];
  /** The request id in the service's log. */
  readonly requestId: string;
  /** Seconds after which to retry, if the service says so. */
  readonly retryAfter?: number;

  /** @internal */
  constructor({ status, errorCode, message, requestId, fieldErrors = [], retryAfter, cause }: VoiceApiErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.status = status;
    this.errorCode = errorCode;
    this.fieldErrors = fieldErrors;
    this.requestId = requestId;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

/** The service did not respond in time. It may have executed a change: repeat the call with the same key to find out. */
export class VoiceApiTimeoutError extends VoiceApiError {
  /** @internal */
  constructor(requestId: string, timeoutMs: number) {
    const message = `The service did not respond within ${timeoutMs} ms.`;
    super({ status: 504, errorCode: 'Timeout', message, requestId });
  }
}

/** The service cannot be reached, or the connection broke before it responded; see `cause`. */
export class VoiceApiUnreachableError extends VoiceApiError {
  /** @internal */
  constructor(requestId: string, cause: unknown) {
    super({ status: 503, errorCode: 'Unreachable', message: 'The service cannot be reached.', requestId, cause });
  }
}
