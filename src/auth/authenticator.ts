import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from './principal.js';

/** One way to sign in. */
export interface Authenticator {
  /** What `WWW-Authenticate` offers. */
  readonly challenge: string;

  /**
   * @returns Who is calling; `none` where the request carries no credentials of this scheme, `wrong` where it carries
   *   some that are not good.
   */
  authenticate(headers: IncomingHttpHeaders): Promise<Principal | 'none' | 'wrong'>;
}

/** The token of the authenticators, in the order in which they are asked. */
export const AUTHENTICATORS = Symbol('AUTHENTICATORS');
