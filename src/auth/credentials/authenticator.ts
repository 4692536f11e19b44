import type { Credentials } from './credentials.js';
import type { Principal } from '../principal.js';

/** Who shows the credentials, nobody where they are not good: at once where that is known already, as on most calls. */
export type AuthenticationResult = Principal | undefined | Promise<Principal | undefined>;

/** One way to sign in. */
export interface Authenticator {
  /** What `WWW-Authenticate` offers. */
  readonly challenges: readonly string[];

  /**
   * @returns Who is calling; `none` where the caller shows no credentials of this scheme.
   * @throws TooManyRequestsError where the caller has guessed too often and is to wait.
   */
  authenticate(credentials: Credentials): AuthenticationResult | 'none';
}

/** The token of the authenticators, in the order in which they are asked. */
export const AUTHENTICATORS = Symbol('AUTHENTICATORS');
