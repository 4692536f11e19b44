import { DataContract, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT_ID } from '../../common/examples.js';
import { EntityInfo } from '../../common/entity-info.js';
import { AISessionActionInfo } from '../actions/dto/ai-session-action-info.dto.js';
import type { AISession } from '../ai-session.entity.js';

/** An AI session, with the name of its account */
@DataContract('Voice.Api.AI')
export class AISessionInfo extends EntityInfo {
  /** The ID of the account associated with this session */
  @DataMember('string', { example: EXAMPLE_ACCOUNT_ID })
  accountId?: string | null;

  /** The name of the account associated with this customer */
  @DataMember('string', { example: DEMO_ACCOUNT })
  accountName?: string | null;

  /** The purpose for this AI session */
  @DataMember('string', { example: 'Summarise the calls of this week' })
  purpose?: string | null;

  /** The actions that wait for review or have failed, in order. Absent if there are none, and in lists. */
  @DataMember(listOf(AISessionActionInfo), { emitDefaultValue: false, notInLists: true })
  actions?: AISessionActionInfo[] | null;

  /** The text log of the most recent changeset. Absent if nothing was applied, and in lists. */
  @DataMember('string', { emitDefaultValue: false, notInLists: true })
  log?: string | null;
}

/** The public members of a session, but its actions and their log. */
export function toAISessionInfo(session: AISession, accountName: string | null): Required<AISessionInfo> {
  const { id, dateCreated, dateLastModified, createdBy, lastModifiedBy, accountId, purpose } = session;
  const entity = { id, dateCreated, dateLastModified, createdBy, lastModifiedBy };
  return { accountId, accountName, purpose, actions: null, log: null, ...entity };
}
