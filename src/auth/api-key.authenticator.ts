import { Injectable } from '@nestjs/common';
import { ApiKeysService } from './api-keys.service.js';
import { Audit } from './audit.js';
import type { Authenticator, Identified } from './authenticator.js';
import { type Credentials, idOf } from './credentials.js';
import { type Principal, principalOf } from './principal.js';
import { type Checking, VerifiedCredentials } from './verified-credentials.js';

const VIA = 'API key';

/** API keys: as a bearer token (RFC 6750), in `X-Api-Key`, or as the user name of HTTP Basic. */
@Injectable()
export class ApiKeyAuthenticator implements Authenticator {
  readonly challenges = ['Bearer realm="voice-api"', 'ApiKey realm="voice-api", header="X-Api-Key"'];
  private readonly verified = new VerifiedCredentials();

  constructor(
    private readonly keys: ApiKeysService,
    private readonly audit: Audit,
  ) {}

  authenticate(shown: Credentials): Identified | 'none' {
    const { apiKey, address } = shown;
    if (apiKey === undefined) return 'none';
    return this.verified.verify((shown.id ??= idOf(apiKey)), ({ until }) => this.check(apiKey, address, until));
  }

  private async check(apiKey: string, address: string, until: Checking['until']): Promise<Principal | undefined> {
    const found = await this.keys.find(apiKey);
    if (found?.stored.dateExpires) until(Date.parse(found.stored.dateExpires));
    const principal = principalOf(found?.user, VIA);
    if (principal && found) this.keys.noteUse(found.stored);
    else this.audit.note('sign-in-failed', { prefix: found?.stored.prefix, address, via: VIA });
    return principal;
  }
}
