import type { FieldError } from './wire-types.js';

/** What is known of a failed call. */
export interface VoiceApiErrorDetails {
  readonly status: number;
  readonly errorCode: string;
  readonly message: string;
  readonly requestId: string;
  readonly fieldErrors?: readonly FieldError[];
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** A call that failed. The service said so, unless it is one of the two classes that extend this one. */
export class VoiceApiError extends Error {
  /** The status that the service has for this failure over HTTP: 400, 401, 403, 404, 409, 412, 422, 429, 500, 503 … */
  readonly status: number;
  /** What kind of failure it is: `NotFound`, `MaximumLength` … With wrong members, the first one's. */
  readonly errorCode: string;
  /** One entry for each wrong member of the request, which is named in PascalCase. */
  readonly fieldErrors: readonly FieldError[];
  /** By what the call is found in the service's log. */
  readonly requestId: string;
  /** After how many seconds the service asks to be tried again, where it does. */
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

/** No answer came in time. Whether a change was made is not known: the same call under the same key tells. */
export class VoiceApiTimeoutError extends VoiceApiError {
  /** @internal */
  constructor(requestId: string, timeout: number) {
    const message = `The service did not answer within ${timeout} ms.`;
    super({ status: 504, errorCode: 'Timeout', message, requestId });
  }
}

/** The service is not there, or was cut off before it answered; `cause` says more. */
export class VoiceApiUnreachableError extends VoiceApiError {
  /** @internal */
  constructor(requestId: string, cause: unknown) {
    super({ status: 503, errorCode: 'Unreachable', message: 'The service cannot be reached.', requestId, cause });
  }
}
