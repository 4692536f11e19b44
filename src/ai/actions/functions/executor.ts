import type { Principal } from '../../../auth/principal.js';
import type { TraceContext } from '../../../common/trace-context.js';

/** The injection token of the {@link Executor}; its value is undefined if none is configured. */
export const EXECUTOR = Symbol('executor');

/** A call of a function that is not one of this service's operations. */
export interface ExecutorCall {
  /** The id of the action: the same each time the action is sent, so that the executor can drop repeats. */
  readonly id: string;
  readonly sessionId: string;
  readonly functionName: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly description: string | null;
  /** The user that staged the action. */
  readonly stagedBy: string;
  /** The date it was staged. */
  readonly dateStaged: string;
  /** The user that applies it. */
  readonly appliedBy: Principal['userName'];
}

/** What an executor did. */
export interface ExecutorResult {
  readonly ok: boolean;
  /** Text for the session's log. */
  readonly log?: string;
  /** Why the call failed. */
  readonly error?: string;
}

/** Runs the functions of another service, each at least once. */
export interface Executor {
  /** Whether the executor has a function with this name. */
  has(functionName: string): boolean;

  /** Whether calls of a function with this name can be sent: it has the function, and has an address. */
  canExecute(functionName: string): boolean;

  /** @throws ValidationError on `Arguments` if a function does not take these arguments. */
  check(functionName: string, args: Readonly<Record<string, unknown>>): void;

  /**
   * Sends a call, with retries until its time is over.
   *
   * @param signal Aborts the call. What the executor does is not known then.
   * @param trace The trace that the apply belongs to. It is sent beside the call.
   * @returns The executor's answer. An executor that does not answer is a result that is not `ok`.
   */
  execute(call: ExecutorCall, signal: AbortSignal, trace?: TraceContext): Promise<ExecutorResult>;
}
