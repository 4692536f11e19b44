import { DataContract, listOf } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT_ID, EXAMPLE_USER_ID } from '../../../common/examples.js';

/** Asks who is signed in */
@DataContract('Voice.Api')
export class GetAuthStatus {}

/** Signs out */
@DataContract('Voice.Api')
export class Logout {}

/** Who is signed in, and what they may see */
@DataContract('Voice.Api')
export class AuthStatus {
  /** The ID of the user */
  @DataMember('string', { example: EXAMPLE_USER_ID })
  id?: string;

  /** Whether anybody is signed in */
  @DataMember('bool', { example: true })
  isAuthenticated!: boolean;

  /** The name they sign in by */
  @DataMember('string', { example: 'admin' })
  userName?: string;

  /** The name that people know them by */
  @DataMember('string', { example: 'Ada Lovelace' })
  name?: string;

  /** Where to write to them */
  @DataMember('string', { example: 'ada@example.com' })
  emailAddress?: string | null;

  /** What they may be */
  @DataMember(listOf('string'), { example: ['SystemAdministrator'] })
  roles?: string[];

  /** The IDs of the accounts they may see, the first 1,000 by name */
  @DataMember(listOf('string'), { example: [EXAMPLE_ACCOUNT_ID] })
  accountIds?: string[];

  /** The names of these accounts, in the same order */
  @DataMember(listOf('string'), { example: [DEMO_ACCOUNT] })
  accountNames?: string[];
}
