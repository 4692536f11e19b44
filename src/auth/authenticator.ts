import type { Credentials } from './credentials.js';
import type { Principal } from './principal.js';

/** One way to sign in. */
export interface Authenticator {
  /** What `WWW-Authenticate` offers. */
  readonly challenges: readonly string[];

  /**
   * @returns Who is calling, nobody where the credentials are not good; `none`, at once, where the caller shows no
   *   credentials of this scheme.
   * @throws TooManyRequestsError where the caller has guessed too often and is to wait.
   */
  authenticate(credentials: Credentials): Promise<Principal | undefined> | 'none';
}

/** The token of the authenticators, in the order in which they are asked. */
export const AUTHENTICATORS = Symbol('AUTHENTICATORS');
