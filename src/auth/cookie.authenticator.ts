import { Injectable } from '@nestjs/common';
import type { Authenticator, Identified } from './authenticator.js';
import { type Credentials, idOf } from './credentials.js';
import { SignIns } from './sign-ins.service.js';

/** The cookie of somebody who signed in at `POST /auth`. It is no scheme of RFC 9110, so nothing offers it. */
@Injectable()
export class CookieAuthenticator implements Authenticator {
  readonly challenges = [];

  constructor(private readonly signIns: SignIns) {}

  authenticate(shown: Credentials): Identified | 'none' {
    const { signIn } = shown;
    return signIn === undefined ? 'none' : this.signIns.verify(signIn, (shown.id ??= idOf(signIn)));
  }
}
