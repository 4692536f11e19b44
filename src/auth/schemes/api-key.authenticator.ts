import { Injectable } from '@nestjs/common';
import { ApiKeysService } from '../users/api-keys.service.js';
import { AuditService } from '../audit.service.js';
import type { Authenticator, AuthenticationResult } from '../credentials/authenticator.js';
import { type Credentials, idOf } from '../credentials/credentials.js';
import { type Principal, principalOf } from '../principal.js';
import { type CheckContext, CredentialCache } from '../credentials/credential-cache.js';

const VIA = 'API key';

/** API keys: as a bearer token (RFC 6750), in `X-Api-Key`, or as the user name of HTTP Basic. */
@Injectable()
export class ApiKeyAuthenticator implements Authenticator {
  readonly challenges = ['Bearer realm="voice-api"', 'ApiKey realm="voice-api", header="X-Api-Key"'];
  private readonly verified = new CredentialCache();

  constructor(
    private readonly keys: ApiKeysService,
    private readonly audit: AuditService,
  ) {}

  authenticate(shown: Credentials): AuthenticationResult | 'none' {
    const { apiKey, address } = shown;
    if (apiKey === undefined) return 'none';
    return this.verified.verify((shown.id ??= idOf(apiKey)), ({ expiresAt }) => this.check(apiKey, address, expiresAt));
  }

  private async check(
    apiKey: string,
    address: string,
    until: CheckContext['expiresAt'],
  ): Promise<Principal | undefined> {
    const found = await this.keys.find(apiKey);
    if (found?.stored.dateExpires) until(Date.parse(found.stored.dateExpires));
    const principal = principalOf(found?.user, VIA);
    if (principal && found) this.keys.recordUse(found.stored);
    else this.audit.record('sign-in-failed', { prefix: found?.stored.prefix, address, via: VIA });
    return principal;
  }
}
