import { DataContract } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT_ID } from '../../common/examples.js';
import { ListRequest } from '../../common/list-request.js';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../../common/limits.js';

/** Creates a new account */
@DataContract('Voice.Api.Accounts')
export class NewAccount {
  /** The name of the account. Must be unique, ignoring case, white space around it, and what looks the same. */
  @DataMember('string', { notEmpty: true, maximumLength: MAX_NAME_LENGTH, example: 'Acme' })
  name!: string;

  /** The ID of the parent account */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH })
  parentAccountId?: string | null;
}

/** Lists accounts */
@DataContract('Voice.Api.Accounts')
export class ListAccounts extends ListRequest {
  /** Return only accounts whose name contains this text, ignoring case */
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

/** Updates an account: members that are omitted do not change */
@DataContract('Voice.Api.Accounts')
export class PatchAccount {
  /** The ID of the account */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;

  /** The name of the account. Cannot be cleared. */
  // The example is the account's own name: a rename would invalidate the other examples.
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: DEMO_ACCOUNT })
  name?: string | null;

  /** The ID of the parent account. To clear it, send null in JSON or `?reset=ParentAccountId`. */
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
