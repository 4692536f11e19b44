import type { TraceContext } from '../../../common/trace-context.js';
import type { ExecutorCall, ExecutorResult } from '../functions/executor.js';

/** Sends calls to an executor, by one transport. */
export interface CallSender {
  /**
   * Sends a call once.
   *
   * @returns The executor's answer, success or failure.
   * @throws UnavailableError if another attempt may succeed.
   */
  send(call: ExecutorCall, attempt: Attempt): Promise<ExecutorResult>;
  /** Closes the connections. */
  close(): unknown;
}

/** The limits of an attempt, and the trace that it belongs to. */
export interface Attempt {
  /** Aborted when the attempt must end. */
  readonly signal: AbortSignal;
  /** How long it may take, in ms. */
  readonly timeoutMs: number;
  readonly trace?: TraceContext | undefined;
}

/** The executor cannot be reached, or is too busy. The message says why, without secrets. */
export class UnavailableError extends Error {
  /** @param retryAfterMs The pause that the executor asks for. */
  constructor(
    message: string,
    readonly retryAfterMs = 0,
  ) {
    super(message);
  }
}
