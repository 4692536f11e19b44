import { DataContract } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT_ID } from '../../common/examples.js';
import { EntityInfo } from '../../common/entity-info.js';
import type { Account } from '../account.entity.js';

/** An account of the telephony platform */
@DataContract('Voice.Api.Accounts', { examples: { id: EXAMPLE_ACCOUNT_ID } })
export class AccountInfo extends EntityInfo {
  /** The name of the account */
  @DataMember('string', { example: DEMO_ACCOUNT })
  name?: string;

  /** The ID of the parent account */
  @DataMember()
  parentAccountId?: string | null;
}

/** The public members of an account. */
export function toAccountInfo(account: Account): Required<AccountInfo> {
  const { id, dateCreated, dateLastModified, createdBy, lastModifiedBy, name, parentAccountId } = account;
  return { name, parentAccountId, id, dateCreated, dateLastModified, createdBy, lastModifiedBy };
}
