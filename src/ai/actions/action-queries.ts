import { NotFoundError } from '../../common/errors.js';
import type { Database } from '../../database/engine/database.js';
import { Statement } from '../../database/engine/statement.js';
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

/** Which actions a request lists. */
export const actionFilter = ({ sessionId, status, specificIds }: ListAISessionActions): Filter => ({
  conditions: (statement) => [
    `x."sessionId" = ${statement.value(sessionId)}`,
    ...(status ? [`x.status = ${statement.value(statusNamed(status))}`] : []),
    ...(specificIds?.length ? [statement.isIn('x.id', specificIds)] : []),
  ],
});

/** The spelling in the database. */
const statusNamed = (name: string): string | undefined =>
  ACTION_STATUSES.find((status) => status.toLowerCase() === name.toLowerCase());

/** @returns The existing actions, by id. */
export async function findActions(database: Database, ids: readonly string[]): Promise<Map<string, AISessionAction>> {
  const select = new Statement(database.dialect);
  select.text = `SELECT * FROM ai_session_actions WHERE id IN ${select.list(ids)}`;
  return new Map((await database.find<AISessionAction>(select)).map((action) => [action.id, action]));
}

/** @throws NotFoundError if the action does not exist, or belongs to another session. */
export function expectActionOf(sessionId: string, action: AISessionAction | undefined): AISessionAction {
  if (action?.sessionId !== sessionId) throw actionNotFound();
  return action;
}

export const actionNotFound = (): NotFoundError => new NotFoundError('There is no such action in this session.');
