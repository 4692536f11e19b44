import type { OperationRoute } from '../common/routes/operation-route.js';
import type { TraceContext } from '../common/trace-context.js';
import type { FieldError } from './wire-types.js';

/** The content of every call. A message consists of it. */
export interface Envelope extends Partial<TraceContext> {
  readonly credentials: { readonly apiKey: string } | { readonly jwt: string };
  readonly requestId: string;
  /** A quoted string, as in the `Idempotency-Key` header. */
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  readonly data: object;
}

/** Sends calls to the service. */
export interface ClientTransport {
  /**
   * Sends a call once.
   *
   * @returns The response, with `etag` or `next` if it has one; undefined if it has no body.
   * @throws ApiErrorResponse if the service returned an error; any other error if it could not be reached.
   */
  send(route: OperationRoute, envelope: Envelope, attempt: AttemptLimits): Promise<unknown>;
  close(): unknown;
}

/** The limits of one attempt. */
export interface AttemptLimits {
  /** Aborted when the attempt must end. */
  readonly signal: AbortSignal;
  /** The timeout, in ms. */
  readonly timeout: number;
}

/** The error in the body of an HTTP response or of a message's reply. */
export interface ResponseStatus {
  readonly errorCode?: string;
  readonly message?: string;
  readonly errors?: readonly FieldError[];
}

/** An error response of the service. */
export class ApiErrorResponse extends Error {
  constructor(
    readonly status: number,
    readonly responseStatus: ResponseStatus,
    /** Seconds after which to retry. */
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(responseStatus.message, options);
  }
}
