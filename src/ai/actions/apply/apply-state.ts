import type { Principal } from '../../../auth/principal.js';
import type { Deadline } from '../../../common/retry-until.js';
import type { AISessionAction } from '../ai-session-action.entity.js';
import type { ExecutorResult } from '../functions/executor.js';

/** An apply that holds the lease of its session. */
export interface Apply {
  readonly sessionId: string;
  readonly leaseId: string;
  /** The position of the last action that it applies. */
  readonly through: number;
  /** As whom the actions run. */
  readonly caller: Principal;
  /** The id of its idempotency key; null without one. */
  readonly keyId: string | null;
  /** After it, no further action is begun. */
  readonly deadline: Deadline;
}

/** How an action ended. */
export interface ActionOutcome {
  readonly action: AISessionAction;
  readonly result: ExecutorResult;
  /** The call of an own operation that succeeded, for the audit log. */
  readonly call?: { readonly request: object; readonly result: unknown };
}

/** Whether an action ended, and failed. */
export const hasFailed = (outcome: ActionOutcome | undefined): boolean => outcome?.result.ok === false;
