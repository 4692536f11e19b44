import { Injectable } from '@nestjs/common';
import type { Authenticator, AuthenticationResult } from '../credentials/authenticator.js';
import { cacheKeyOf, type Credentials } from '../credentials/credentials.js';
import { PasswordAuthService } from '../users/password-auth.service.js';
import { BASIC, type Principal, principalOf } from '../principal.js';
import { type CheckContext, CredentialCache } from '../credentials/credential-cache.js';

/** HTTP Basic (RFC 7617) with the passwords of the users table. */
@Injectable()
export class BasicAuthenticator implements Authenticator {
  readonly challenges = ['Basic realm="voice-api", charset="UTF-8"'];
  private readonly cache = new CredentialCache();

  constructor(private readonly passwordAuth: PasswordAuthService) {}

  authenticate(credentials: Credentials, requestId: string, mustCheck: boolean): AuthenticationResult | 'none' {
    const { password, address } = credentials;
    if (!password) return 'none';
    // The address is part of the key, so that a wrong password counts against each address that sends it.
    credentials.cacheKey ??= cacheKeyOf(JSON.stringify([password.userName, password.password, address]));
    const check = async ({ isRecheck }: CheckContext): Promise<Principal | undefined> =>
      principalOf(await this.passwordAuth.check({ ...password, address, via: BASIC, requestId, isRecheck }), BASIC);
    return this.cache.verify(credentials.cacheKey, check, mustCheck);
  }
}
