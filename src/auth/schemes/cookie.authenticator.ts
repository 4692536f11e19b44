import { Injectable } from '@nestjs/common';
import type { Authenticator, AuthenticationResult } from '../credentials/authenticator.js';
import { cacheKeyOf, type Credentials } from '../credentials/credentials.js';
import { SignInSessionsService } from '../users/sign-in-sessions.service.js';

/** The session cookie of `POST /auth`. Cookies are not an authentication scheme of RFC 9110, so there is no challenge. */
@Injectable()
export class CookieAuthenticator implements Authenticator {
  readonly challenges = [];

  constructor(private readonly signInSessions: SignInSessionsService) {}

  authenticate(credentials: Credentials, requestId: string, mustCheck: boolean): AuthenticationResult | 'none' {
    const { signIn } = credentials;
    if (signIn === undefined) return 'none';
    credentials.cacheKey ??= cacheKeyOf(signIn);
    return this.signInSessions.verify(signIn, requestId, credentials.cacheKey, mustCheck);
  }
}
