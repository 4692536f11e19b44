import type { RemoteOperation } from './remote-operations.js';
import type { FieldError } from './wire-types.js';

/** What every call carries, whichever way it goes; a message is this as it stands. */
export interface Envelope {
  readonly credentials: { readonly apiKey: string } | { readonly jwt: string };
  readonly requestId: string;
  /** A quoted string, as the header's value is. */
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  readonly data: object;
}

/** A way to the service. */
export interface ClientTransport {
  /**
   * Makes one attempt.
   *
   * @returns The answer, with `etag` or `next` where it has one; nothing where there is none.
   * @throws Refusal where the service said no, and anything else where it could not be asked.
   */
  send(operation: RemoteOperation, envelope: Envelope, attempt: AttemptLimits): Promise<unknown>;
  close(): unknown;
}

/** How long one attempt may last. */
export interface AttemptLimits {
  /** Fires when it is over. */
  readonly signal: AbortSignal;
  /** In ms. */
  readonly timeout: number;
}

/** The service's own account of a failure, as it stands in the body of a message's or of HTTP's error. */
export interface ResponseStatus {
  readonly errorCode?: string;
  readonly message?: string;
  readonly errors?: readonly FieldError[];
}

/** The service's no. */
export class ApiErrorResponse extends Error {
  constructor(
    readonly status: number,
    readonly responseStatus: ResponseStatus,
    /** In seconds. */
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(responseStatus.message, options);
  }
}
