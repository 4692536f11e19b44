import { DataContract, listOf } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT_ID, EXAMPLE_USER_ID } from '../../../common/examples.js';

/** Gets the current user */
@DataContract('Voice.Api')
export class GetAuthStatus {}

/** Signs out */
@DataContract('Voice.Api')
export class Logout {}

/** The current user and the accounts that the user can access */
@DataContract('Voice.Api')
export class AuthStatus {
  /** The ID of the user */
  @DataMember('string', { example: EXAMPLE_USER_ID })
  id?: string;

  /** Whether the caller is authenticated */
  @DataMember('bool', { example: true })
  isAuthenticated!: boolean;

  /** The name with which the user signs in */
  @DataMember('string', { example: 'admin' })
  userName?: string;

  /** The display name of the user */
  @DataMember('string', { example: 'Ada Lovelace' })
  name?: string;

  /** The email address of the user */
  @DataMember('string', { example: 'ada@example.com' })
  emailAddress?: string | null;

  /** The roles of the user */
  @DataMember(listOf('string'), { example: ['SystemAdministrator'] })
  roles?: string[];

  /** The IDs of the accounts that the user can access: the first 1,000, sorted by name */
  @DataMember(listOf('string'), { example: [EXAMPLE_ACCOUNT_ID] })
  accountIds?: string[];

  /** The names of these accounts, in the same order */
  @DataMember(listOf('string'), { example: [DEMO_ACCOUNT] })
  accountNames?: string[];
}
