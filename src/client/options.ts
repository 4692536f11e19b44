import type { Observable } from 'rxjs';

/** A secret, or a function that returns the current one. It is called before each attempt, so that it can renew a token. */
export type Secret = string | (() => string | Promise<string>);

/** The credentials of the caller: an API key (`vk_…`) or a JWT. */
export type Credentials = { readonly apiKey: Secret } | { readonly jwt: Secret };

/** The part of `ClientProxy` of `@nestjs/microservices` that the client uses. */
export interface MessageClient {
  /** Sends a message and returns its reply. */
  send(pattern: string, data: unknown): Observable<unknown>;
  /** Closes the connection. */
  close(): unknown;
}

/** The options of the module. */
export interface AISessionsClientOptions {
  /**
   * The address of the service. For HTTP: `http://host:3000` or `https://…`. For messages, the service's
   * `TRANSPORT_URL`: `tcp://host:3001`, `nats://…`, `redis://…`, `rediss://…`, `amqp://…` or `amqps://…`; install the
   * packages that Nest requires for the transport. Or your own `ClientProxy`, which the module closes.
   */
  readonly transport: string | MessageClient;
  /** The credentials of every call. */
  readonly credentials: Credentials;
  /** The timeout of an attempt, in ms. Default: 5,000. */
  readonly timeout?: number | undefined;
  /**
   * The number of retries of a call without a response, or with status 429, 502, 503 or 504. Default: 2. Delays grow
   * exponentially and respect `Retry-After`. Changes have an idempotency key, so that none is executed twice.
   */
  readonly retries?: number | undefined;
  /**
   * Returns the request id of a call in the service's log, for instance from an `AsyncLocalStorage`. By default each call
   * has a new id.
   */
  readonly requestId?: (() => string | undefined) | undefined;
  /**
   * Returns the trace that a call belongs to: an object with `traceparent` and perhaps `tracestate` of W3C Trace Context, as
   * OpenTelemetry's `propagation.inject` writes it. Called once for a call with its retries. What is not valid is not sent.
   */
  readonly traceContext?: (() => Readonly<Record<string, unknown>> | undefined) | undefined;
}
