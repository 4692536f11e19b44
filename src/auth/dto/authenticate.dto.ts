import { DataContract, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { MAX_NAME_LENGTH } from '../../common/limits.js';

/** ServiceStack's own namespace: its clients bring these two contracts along. */
const SERVICESTACK = 'http://schemas.servicestack.net/types';

/** Signs in, or out */
@DataContract(SERVICESTACK)
export class Authenticate {
  /** How: `credentials`, which is meant where nothing is said, or `logout` */
  @DataMember('string', { order: 1, name: 'provider', example: 'credentials' })
  provider?: string | null;

  /** Who signs in */
  @DataMember('string', { order: 5, maximumLength: MAX_NAME_LENGTH, example: 'admin' })
  userName?: string | null;

  /** Their password */
  @DataMember('string', { order: 6, example: 'correct horse battery staple' })
  password?: string | null;

  /** Whether the sign-in is to last for 30 days, and not for 12 hours */
  @DataMember('bool', { order: 7, example: false })
  rememberMe?: boolean | null;
}

/** Who signed in; nothing for whoever signed out */
@DataContract(SERVICESTACK)
export class AuthenticateResponse {
  /** The ID of the user */
  @DataMember('string', { order: 1, example: '0193a5b2-7c1e-7d3a-9f00-3f1c2d4e5a6b' })
  userId?: string;

  /** What the cookies `ss-id` and `ss-pid` carry, for clients that keep no cookies */
  @DataMember('string', { order: 2 })
  sessionId?: string;

  /** The name they sign in by */
  @DataMember('string', { order: 3, example: 'admin' })
  userName?: string;

  /** The name that people know them by */
  @DataMember('string', { order: 4, example: 'Ada Lovelace' })
  displayName?: string;

  /** What they may be */
  @DataMember(listOf('string'), { order: 9, example: ['SystemAdministrator'] })
  roles?: string[];
}
