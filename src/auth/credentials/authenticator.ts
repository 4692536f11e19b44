import type { Credentials } from './credentials.js';
import type { Principal } from '../principal.js';

/** The caller, or `undefined` if the credentials are invalid. A promise unless the result is cached, as it mostly is. */
export type AuthenticationResult = Principal | undefined | Promise<Principal | undefined>;

/** An authentication scheme. */
export interface Authenticator {
  /** The challenges of this scheme in `WWW-Authenticate` (RFC 9110 section 11.6.1). */
  readonly challenges: readonly string[];

  /**
   * @param requestId The id of the call, for the log.
   * @param mustCheck Whether a password or a sign-in must be checked although the result of a recent check is cached.
   * @returns The caller, `undefined` if the credentials are invalid, or `none` if there are none of this scheme.
   * @throws TooManyRequestsError if the caller must wait after too many failed sign-ins.
   */
  authenticate(credentials: Credentials, requestId: string, mustCheck: boolean): AuthenticationResult | 'none';
}

/** The injection token of the list of authenticators. The first one that finds credentials of its scheme decides. */
export const AUTHENTICATORS = Symbol('AUTHENTICATORS');
