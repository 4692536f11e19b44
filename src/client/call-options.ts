/** Options of a single call. */
export interface CallOptions {
  /** The request id in the service's log. It replaces `requestId` of the module's options. */
  readonly requestId?: string | undefined;
  /** The trace that the call belongs to. It replaces `traceContext` of the module's options. */
  readonly traceContext?: Readonly<Record<string, unknown>> | undefined;
  /** The timeout of an attempt, in ms. It replaces `timeout` of the module's options. */
  readonly timeout?: number | undefined;
  /** Aborts the call, including retries: it rejects with the signal's reason. The service may still execute a request that was sent. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a call that creates an object. */
export interface ChangeOptions extends CallOptions {
  /**
   * The service executes calls with the same key once and returns the same response to all of them. Set it if your
   * application may repeat the call after a restart. By default each call has a new key, so that the client can retry.
   */
  readonly idempotencyKey?: string | undefined;
}

/** Options of a call that changes or deletes an object. */
export interface EditOptions extends ChangeOptions {
  /** The `etag` of the version to change. If the object has another version, the call rejects with status 412. */
  readonly ifMatch?: string | undefined;
}
