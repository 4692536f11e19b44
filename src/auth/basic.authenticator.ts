import { Injectable } from '@nestjs/common';
import type { Authenticator, Identified } from './authenticator.js';
import { type Credentials, idOf } from './credentials.js';
import { Passwords } from './passwords.js';
import { type Principal, principalOf } from './principal.js';
import { type Checking, VerifiedCredentials } from './verified-credentials.js';

/** HTTP Basic (RFC 7617) against the users table. */
@Injectable()
export class BasicAuthenticator implements Authenticator {
  readonly challenges = ['Basic realm="voice-api", charset="UTF-8"'];
  private readonly verified = new VerifiedCredentials();

  constructor(private readonly passwords: Passwords) {}

  authenticate(shown: Credentials): Identified | 'none' {
    const { password, address } = shown;
    if (!password) return 'none';
    // Where it comes from belongs to it: a wrong one counts against each address that tries it.
    shown.id ??= idOf(JSON.stringify([password.userName, password.password, address]));
    const check = async ({ wasRight }: Checking): Promise<Principal | undefined> =>
      principalOf(await this.passwords.check({ ...password, address, via: 'Basic', wasRight }), 'Basic');
    return this.verified.verify(shown.id, check);
  }
}
