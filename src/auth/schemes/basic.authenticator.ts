import { Injectable } from '@nestjs/common';
import type { Authenticator, AuthenticationResult } from '../credentials/authenticator.js';
import { type Credentials, idOf } from '../credentials/credentials.js';
import { PasswordAuthService } from '../users/password-auth.service.js';
import { type Principal, principalOf } from '../principal.js';
import { type CheckContext, CredentialCache } from '../credentials/credential-cache.js';

/** HTTP Basic (RFC 7617) against the users table. */
@Injectable()
export class BasicAuthenticator implements Authenticator {
  readonly challenges = ['Basic realm="voice-api", charset="UTF-8"'];
  private readonly verified = new CredentialCache();

  constructor(private readonly passwords: PasswordAuthService) {}

  authenticate(shown: Credentials): AuthenticationResult | 'none' {
    const { password, address } = shown;
    if (!password) return 'none';
    // Where it comes from belongs to it: a wrong one counts against each address that tries it.
    shown.id ??= idOf(JSON.stringify([password.userName, password.password, address]));
    const check = async ({ isRecheck }: CheckContext): Promise<Principal | undefined> =>
      principalOf(await this.passwords.check({ ...password, address, via: 'Basic', isRecheck }), 'Basic');
    return this.verified.verify(shown.id, check);
  }
}
