/** What can be said of any one call. */
export interface CallOptions {
  /** By what this call is found in the service's log; see `requestId` of the module's options. */
  readonly requestId?: string | undefined;
  /** How long to wait for an answer, in ms, where it is not as long as the module says. */
  readonly timeout?: number | undefined;
  /** Ends the call, retries and pauses included: it fails with the signal's reason. What was sent may still be done. */
  readonly signal?: AbortSignal | undefined;
}

/** What can be said of a call that creates something. */
export interface ChangeOptions extends CallOptions {
  /**
   * Calls under one key are done once, and all have the same answer: use a key of your own where your call may be
   * made again after a restart. Each call has a new key where none is given, so that the client itself may retry.
   */
  readonly idempotencyKey?: string | undefined;
}

/** What can be said of a call that changes or deletes something. */
export interface EditOptions extends ChangeOptions {
  /** The `etag` of the state that is to be changed; another state is left alone, and the call fails with status 412. */
  readonly ifMatch?: string | undefined;
}
