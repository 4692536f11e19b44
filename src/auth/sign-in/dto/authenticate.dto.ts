import { DataContract, dictionaryOf, listOf } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EXAMPLE_USER_ID } from '../../../common/examples.js';
import { MAX_NAME_LENGTH } from '../../../common/limits.js';
import { ResponseStatus } from '../../../content/errors/error-response.js';

/** The namespace of ServiceStack's own types: its client libraries contain these two contracts. */
const SERVICESTACK = 'http://schemas.servicestack.net/types';

/** Signs in or out, or tells who is signed in */
@DataContract(SERVICESTACK)
export class Authenticate {
  /**
   * `credentials` to sign in, or `logout` to sign out; case-insensitive. Without it and without a user name, the response
   * tells who is signed in.
   */
  @DataMember('string', { order: 1, name: 'provider', example: 'credentials' })
  provider?: string | null;

  /** The name of the user */
  @DataMember('string', { order: 5, maximumLength: MAX_NAME_LENGTH, example: 'admin' })
  userName?: string | null;

  /** The password of the user */
  @DataMember('string', { order: 6, example: 'correct horse battery staple' })
  password?: string | null;

  /** Whether the session lasts for 30 days instead of 12 hours */
  @DataMember('bool', { order: 7, nullable: true, example: false })
  rememberMe?: boolean | null;
}

// Generators name the response of the operation Authenticate AuthenticateResponse, so the schema has another name.
/** The user who is signed in; empty after a sign-out */
@DataContract(SERVICESTACK, { name: 'AuthenticateResponse' })
export class AuthenticationResult {
  /** The ID of the user */
  @DataMember('string', { order: 1, example: EXAMPLE_USER_ID })
  userId?: string;

  /** After a sign-in, the value of the `ss-id` and `ss-pid` cookies, for clients that do not store cookies */
  @DataMember('string', { order: 2, example: 'q8Z1rY0mC3vJ7nT5xW2kL9pB4sD6fG8hA0eR1uI3oQs' })
  sessionId?: string;

  /** The name with which the user signs in */
  @DataMember('string', { order: 3, example: 'admin' })
  userName?: string;

  /** The display name of the user */
  @DataMember('string', { order: 4, example: 'Ada Lovelace' })
  displayName?: string;

  /** Never set */
  @DataMember('string', { order: 5 })
  referrerUrl?: string;

  /** Never set */
  @DataMember('string', { order: 6 })
  bearerToken?: string;

  /** Never set */
  @DataMember('string', { order: 7 })
  refreshToken?: string;

  /** Never set */
  @DataMember('string', { order: 8 })
  refreshTokenExpiry?: string;

  /** Never set */
  @DataMember('string', { order: 9 })
  profileUrl?: string;

  /** The roles of the user */
  @DataMember(listOf('string'), { order: 10, example: ['SystemAdministrator'] })
  roles?: string[];

  /** Never set */
  @DataMember(listOf('string'), { order: 11 })
  permissions?: string[];

  /** How the caller signed in: `credentials`, `basic`, `apikey` or `jwt` */
  @DataMember('string', { order: 12, example: 'credentials' })
  authProvider?: string;

  /** Never set */
  @DataMember(ResponseStatus, { order: 13 })
  responseStatus?: ResponseStatus;

  /** Never set */
  @DataMember(dictionaryOf('string'), { order: 14 })
  meta?: Record<string, string>;
}
