import { DataContract, listOf } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EXAMPLE_USER_ID } from '../../../common/examples.js';
import { MAX_NAME_LENGTH } from '../../../common/limits.js';

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
  @DataMember('string', { order: 1, example: EXAMPLE_USER_ID })
  userId?: string;

  /** What the cookies `ss-id` and `ss-pid` carry, for clients that keep no cookies */
  @DataMember('string', { order: 2, example: 'q8Z1rY0mC3vJ7nT5xW2kL9pB4sD6fG8hA0eR1uI3oQs' })
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
