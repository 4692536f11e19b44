import { DataContract } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { EXAMPLE_ACCOUNT_ID } from '../../common/examples.js';
import { MAX_ID_LENGTH, MAX_PURPOSE_LENGTH } from '../../common/limits.js';

/** Creates a new session */
@DataContract('Voice.Api.AI')
export class NewAISession {
  /** The account ID to associate this session with */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH, example: EXAMPLE_ACCOUNT_ID })
  accountId?: string | null;

  /** The purpose for this session */
  @DataMember('string', { maximumLength: MAX_PURPOSE_LENGTH, example: 'Summarise the calls of this week' })
  purpose?: string | null;
}
