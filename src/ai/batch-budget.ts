import { ValidationError } from '../common/errors.js';
import type { AISessionInfo } from './dto/ai-session-info.dto.js';

/** The most that the actions and logs in the response of one batch may have together, in UTF-16 units. */
const MAX_BATCH_ACTION_LENGTH = 16 * 1024 * 1024;
/** What the other members of an action count. */
const ACTION_OVERHEAD = 300;

/** Keeps the sessions in the response of a batch, with their actions, from becoming too large. */
export class BatchBudget {
  private used = 0;

  /** @throws ValidationError if the actions and logs of the sessions so far are too long. */
  add(session: AISessionInfo): AISessionInfo {
    this.used += session.log?.length ?? 0;
    for (const action of session.actions ?? []) {
      this.used += ACTION_OVERHEAD + (action.arguments?.length ?? 0) + (action.description?.length ?? 0);
    }
    if (this.used <= MAX_BATCH_ACTION_LENGTH) return session;
    throw ValidationError.of(
      'InvalidValue',
      'SessionId',
      'The actions and logs of the sessions up to this one are too long for one response. Send fewer requests in a batch.',
    );
  }
}
