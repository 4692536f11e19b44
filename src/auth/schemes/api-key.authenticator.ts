import { Injectable } from '@nestjs/common';
import { ApiKeysService } from '../users/api-keys.service.js';
import { AuditService } from '../audit.service.js';
import type { Authenticator, AuthenticationResult } from '../credentials/authenticator.js';
import { cacheKeyOf, type Credentials } from '../credentials/credentials.js';
import { type Principal, principalOf } from '../principal.js';
import { type CheckContext, CredentialCache } from '../credentials/credential-cache.js';

const VIA = 'API key';

/** API keys: as a bearer token (RFC 6750), in `X-Api-Key`, or as the user name of HTTP Basic. */
@Injectable()
export class ApiKeyAuthenticator implements Authenticator {
  readonly challenges = ['Bearer realm="voice-api"', 'ApiKey realm="voice-api", header="X-Api-Key"'];
  private readonly cache = new CredentialCache();

  constructor(
    private readonly apiKeys: ApiKeysService,
    private readonly audit: AuditService,
  ) {}

  authenticate(credentials: Credentials, requestId: string): AuthenticationResult | 'none' {
    const { apiKey, address } = credentials;
    if (apiKey === undefined) return 'none';
    credentials.cacheKey ??= cacheKeyOf(apiKey);
    return this.cache.verify(credentials.cacheKey, (context) => this.check(apiKey, address, requestId, context));
  }

  private async check(
    apiKey: string,
    address: string,
    requestId: string,
    { expiresAt }: CheckContext,
  ): Promise<Principal | undefined> {
    const found = await this.apiKeys.find(apiKey);
    if (found?.stored.dateExpires) expiresAt(Date.parse(found.stored.dateExpires));
    const principal = principalOf(found?.user, VIA);
    if (principal && found) this.apiKeys.recordUse(found.stored, { userName: principal.userName, address }, requestId);
    else this.audit.record('sign-in-failed', { prefix: found?.stored.prefix, address, via: VIA }, requestId);
    return principal;
  }
}
