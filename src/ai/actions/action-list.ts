import type { Filter, ListSource } from '../../database/pagination/list-query.js';
import { sortFields } from '../../database/resources/sort-fields.js';
import { ACTION_STATUSES } from './action-status.js';
import { AISessionAction } from './ai-session-action.entity.js';
import type { ListAISessionActions } from './dto/action-requests.dto.js';
import { AISessionActionInfo } from './dto/ai-session-action-info.dto.js';

export const actionSource: ListSource = {
  table: 'ai_session_actions',
  select: 'x.*',
  from: 'ai_session_actions x',
  fields: sortFields(AISessionActionInfo, AISessionAction, 'x', { canBeApplied: undefined }),
  dateField: 'date',
};

/** The conditions of a list of actions. */
export const actionFilter =
  ({ sessionId, status, specificIds }: ListAISessionActions): Filter =>
  (statement) => [
    `x."sessionId" = ${statement.value(sessionId)}`,
    ...(status ? [`x.status = ${statement.value(statusNamed(status))}`] : []),
    ...(specificIds?.length ? [statement.isIn('x.id', specificIds)] : []),
  ];

/** The spelling in the database. */
const statusNamed = (name: string): string | undefined =>
  ACTION_STATUSES.find((status) => status.toLowerCase() === name.toLowerCase());
