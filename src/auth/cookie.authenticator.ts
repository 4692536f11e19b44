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

  async authenticate({ signIn }: Credentials): Promise<Principal | 'none' | 'wrong'> {
    return signIn === undefined ? 'none' : ((await this.signIns.verify(signIn)) ?? 'wrong');
  }
}
