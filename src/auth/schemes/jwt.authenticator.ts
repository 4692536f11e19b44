import { Inject, Injectable, Logger } from '@nestjs/common';
import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { isLongerThan, isXmlText } from '../../common/contract/member-rules.js';
import { ServiceUnavailableError } from '../../common/errors.js';
import { MAX_NAME_LENGTH } from '../../common/limits.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { AuditService } from '../audit.service.js';
import type { Authenticator, AuthenticationResult } from '../credentials/authenticator.js';
import { cacheKeyOf, type Credentials } from '../credentials/credentials.js';
import { UsersService } from '../users/users.service.js';
import { accountsOf, JWT, type Principal } from '../principal.js';
import { type CheckContext, CredentialCache } from '../credentials/credential-cache.js';
import { isJwksUnavailable, JwksRateLimitError, jwtKeySourceOf } from './jwt-key-source.js';
import { rolesOf } from './jwt-roles.js';
import { verifyJwt } from './verify-jwt.js';

/** Longer tokens are rejected without parsing them, in characters: Node's limit for all headers of a request. */
const MAX_TOKEN_LENGTH = 16 * 1024;
/** How long a valid token is cached unless it expires earlier, in ms: the longest that a withdrawn key still works. */
const CACHE_TTL_MS = 5 * 60 * 1000;

/**
 * JSON Web Tokens of an external issuer (RFC 7519), verified with a shared secret or the issuer's key set. A local user's
 * name is refused. The algorithms come from the settings, never from the token (RFC 8725 section 3.1).
 */
@Injectable()
export class JwtAuthenticator implements Authenticator {
  readonly challenges = ['Bearer realm="voice-api"'];
  private readonly cache = new CredentialCache(CACHE_TTL_MS);
  private readonly logger = new Logger('JWT');
  private readonly keySource: JWTVerifyGetKey | undefined;
  private readonly options: JWTVerifyOptions;

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly audit: AuditService,
    private readonly users: UsersService,
  ) {
    const { JWT_SECRET, JWT_ALGORITHMS, JWT_ISSUER, JWT_AUDIENCE, JWT_CLOCK_TOLERANCE } = env;
    this.keySource = jwtKeySourceOf(env);
    const defaultAlgorithms = JWT_SECRET === undefined ? ['RS256', 'ES256', 'EdDSA'] : ['HS256'];
    this.options = {
      algorithms: JWT_ALGORITHMS.length > 0 ? [...JWT_ALGORITHMS] : defaultAlgorithms,
      issuer: JWT_ISSUER,
      audience: JWT_AUDIENCE,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: JWT_CLOCK_TOLERANCE,
    };
  }

  authenticate(credentials: Credentials, requestId: string): AuthenticationResult | 'none' {
    const { jwt, address } = credentials;
    const { keySource } = this;
    if (jwt === undefined) return 'none';
    if (!keySource || jwt.length > MAX_TOKEN_LENGTH) return undefined;
    const check = async ({ expiresAt }: CheckContext): Promise<Principal | undefined> => {
      const payload = await this.payloadOf(jwt, keySource, requestId);
      const principal = payload && (await this.principalOf(payload, requestId));
      if (payload?.exp !== undefined) expiresAt(payload.exp * 1000);
      if (!principal) this.audit.record('sign-in-failed', { address, via: JWT }, requestId);
      return principal;
    };
    credentials.cacheKey ??= cacheKeyOf(jwt);
    return this.cache.verify(credentials.cacheKey, check);
  }

  /**
   * @returns The claims; `undefined` if the token is invalid.
   * @throws ServiceUnavailableError if the issuer's key set is unavailable: the token may be valid.
   */
  private async payloadOf(jwt: string, keySource: JWTVerifyGetKey, requestId: string): Promise<JWTPayload | undefined> {
    try {
      return await verifyJwt(jwt, keySource, this.options);
    } catch (error) {
      if (isJwksUnavailable(error)) {
        // The request that failed was logged; those that the rate limit rejects would only repeat it.
        if (!(error instanceof JwksRateLimitError)) {
          this.logger.error(`The key set of the token issuer is unavailable: ${String(error)}`, { requestId });
        }
        throw new ServiceUnavailableError('The key set of the token issuer is unavailable. Try again shortly.');
      }
      // The set contains an unusable key, such as one that is too short. The operator should know.
      if (!(error instanceof errors.JOSEError))
        this.logger.warn(`Failed to verify a token: ${String(error)}`, { requestId });
      return undefined;
    }
  }

  /**
   * @returns `undefined` unless `sub` is a name that every format can contain and that no local user has: it becomes
   *   `createdBy`, which must not say that a local user did what the issuer's user did.
   */
  private async principalOf(payload: JWTPayload, requestId: string): Promise<Principal | undefined> {
    const userName: unknown = payload.sub; // jose validates the types of dates only
    if (typeof userName !== 'string' || !isSubject(userName)) return undefined;
    if (await this.users.find(userName)) {
      this.logger.warn(`A token was refused: its subject has the name of a local user.`, { requestId });
      return undefined;
    }
    const roles = rolesOf(payload, this.env.JWT_ROLES_CLAIM);
    return { userName, roles, ...accountsOf(roles, []), via: JWT };
  }
}

/** Looser than the rule for local users: an issuer's subject may contain a colon. */
const isSubject = (name: string): boolean => name !== '' && isXmlText(name) && !isLongerThan(name, MAX_NAME_LENGTH);
