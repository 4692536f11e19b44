import { Injectable } from '@nestjs/common';
import type { Authenticator } from './authenticator.js';
import type { Credentials } from './credentials.js';
import type { Principal } from './principal.js';
import { SignIns } from './sign-ins.service.js';

/** The cookie of somebody who signed in at `POST /auth`. It is no scheme of RFC 9110, so nothing offers it. */
@Injectable()
export class CookieAuthenticator implements Authenticator {
  readonly challenges = [];

  constructor(private readonly signIns: SignIns) {}

  authenticate({ signIn }: Credentials): Promise<Principal | undefined> | 'none' {
    return signIn === undefined ? 'none' : this.signIns.verify(signIn);
  }
}
