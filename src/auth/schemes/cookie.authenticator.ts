import { Injectable } from '@nestjs/common';
import type { Authenticator, AuthenticationResult } from '../credentials/authenticator.js';
import { type Credentials, idOf } from '../credentials/credentials.js';
import { SignInSessionsService } from '../users/sign-in-sessions.service.js';

/** The cookie of somebody who signed in at `POST /auth`. It is no scheme of RFC 9110, so nothing offers it. */
@Injectable()
export class CookieAuthenticator implements Authenticator {
  readonly challenges = [];

  constructor(private readonly signIns: SignInSessionsService) {}

  authenticate(shown: Credentials): AuthenticationResult | 'none' {
    const { signIn } = shown;
    return signIn === undefined ? 'none' : this.signIns.verify(signIn, (shown.id ??= idOf(signIn)));
  }
}
