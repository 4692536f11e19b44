import { DataContract } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT_ID } from '../../common/examples.js';
import { ListRequest } from '../../common/list-request.js';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../../common/limits.js';

/** Creates a new account */
@DataContract('Voice.Api.Accounts')
export class NewAccount {
  /** The name of the account; no two may differ in case alone */
  @DataMember('string', { notEmpty: true, maximumLength: MAX_NAME_LENGTH, example: 'Acme' })
  name!: string;

  /** The ID of the account that this one belongs to */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH })
  parentAccountId?: string | null;
}

/** Lists accounts */
@DataContract('Voice.Api.Accounts')
export class ListAccounts extends ListRequest {
  /** Only the accounts with this in their name, in any case */
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

/** Changes an account: what is left out stays as it is */
@DataContract('Voice.Api.Accounts')
export class PatchAccount {
  /** The ID of the account */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;

  /** The name of the account; it cannot be cleared */
  // The one it has, so that trying it takes the account's name from no other example.
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: DEMO_ACCOUNT })
  name?: string | null;

  /** The ID of the account that this one belongs to; null in JSON, or `?reset=ParentAccountId`, clears it */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH })
  parentAccountId?: string | null;
}

/** Deletes an account that has no sessions and no accounts of its own */
@DataContract('Voice.Api.Accounts')
export class DeleteAccount {
  /** The ID of the account */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;
}
