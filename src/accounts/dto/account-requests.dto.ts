import { DataContract } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT_ID } from '../../common/examples.js';
import { ListRequest } from '../../common/list-request.js';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../../common/limits.js';

/** Creates a new account */
@DataContract('Voice.Api.Accounts')
export class NewAccount {
  /** The name of the account; unique, case-insensitively */
  @DataMember('string', { notEmpty: true, maximumLength: MAX_NAME_LENGTH, example: 'Acme' })
  name!: string;

  /** The ID of the parent account */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH })
  parentAccountId?: string | null;
}

/** Lists accounts */
@DataContract('Voice.Api.Accounts')
export class ListAccounts extends ListRequest {
  /** Only accounts whose name contains this text, case-insensitively */
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: 'demo' })
  nameFilter?: string | null;
}

/** Gets an account */
@DataContract('Voice.Api.Accounts')
export class GetAccount {
  /** The ID of the account */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;
}

/** Changes an account; a member that is left out does not change */
@DataContract('Voice.Api.Accounts')
export class PatchAccount {
  /** The ID of the account */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;

  /** The name of the account; it cannot be cleared */
  // The account's own name, so that trying the example out does not rename the account of the other examples.
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: DEMO_ACCOUNT })
  name?: string | null;

  /** The ID of the parent account; null in JSON, or `?reset=ParentAccountId`, removes it */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH })
  parentAccountId?: string | null;
}

/** Deletes an account that has no sessions and no child accounts */
@DataContract('Voice.Api.Accounts')
export class DeleteAccount {
  /** The ID of the account */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;
}
