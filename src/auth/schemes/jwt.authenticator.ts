import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import { isLongerThan, isXmlText } from '../../common/contract/member-rules.js';
import { ServiceUnavailableError } from '../../common/errors.js';
import { MAX_NAME_LENGTH } from '../../common/limits.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { AuditService } from '../audit.service.js';
import type { Authenticator, AuthenticationResult } from '../credentials/authenticator.js';
import { type Credentials, idOf } from '../credentials/credentials.js';
import { accountsOf, JWT, type Principal } from '../principal.js';
import { type CheckContext, CredentialCache } from '../credentials/credential-cache.js';

const MAX_TOKEN_LENGTH = 8 * 1024;
/** How long a verified token is believed, unless it expires before that, in ms: a key that its issuer withdraws ends it. */
const CACHE_TTL_MS = 5 * 60 * 1000;
/** How soon the key set is asked for again because of a key that is not in it, in ms. */
const JWKS_COOLDOWN_MS = 10_000;
/** How soon after it could not be had, in ms: anybody can show a token whose key nobody knows. */
const JWKS_RETRY_MS = 3_000;

/**
 * Tokens of others (RFC 7519), by a shared secret or by their issuer's key set. Whether they are good is for their
 * issuer to say: the users table is not asked. Algorithms are those of the settings, whatever a token says (RFC 8725).
 */
@Injectable()
export class JwtAuthenticator implements Authenticator {
  readonly challenges = ['Bearer realm="voice-api"'];
  private readonly verified = new CredentialCache(CACHE_TTL_MS);
  private readonly logger = new Logger('JWT');
  private readonly key: JWTVerifyGetKey | undefined;
  private readonly options: JWTVerifyOptions;
  /** When the key set was asked for last, by `performance.now()`. */
  private asked = -Infinity;

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly audit: AuditService,
  ) {
    const { JWT_SECRET, JWT_JWKS_URL, JWT_ALGORITHMS, JWT_ISSUER, JWT_AUDIENCE } = env;
    if (JWT_SECRET !== undefined) {
      const secret = new TextEncoder().encode(JWT_SECRET);
      this.key = () => secret;
    } else if (JWT_JWKS_URL !== undefined) {
      this.key = createRemoteJWKSet(new URL(JWT_JWKS_URL), {
        cooldownDuration: JWKS_COOLDOWN_MS,
        [customFetch]: (url, options) => this.fetch(url, options),
      });
    }
    const usual = JWT_SECRET === undefined ? ['RS256', 'ES256', 'EdDSA'] : ['HS256'];
    this.options = {
      algorithms: JWT_ALGORITHMS.length > 0 ? [...JWT_ALGORITHMS] : usual,
      issuer: JWT_ISSUER,
      audience: JWT_AUDIENCE,
      requiredClaims: ['sub', 'exp'],
    };
  }

  authenticate(shown: Credentials): AuthenticationResult | 'none' {
    const { jwt, address } = shown;
    if (jwt === undefined) return 'none';
    if (!this.key || jwt.length > MAX_TOKEN_LENGTH) return undefined;
    const { key } = this;
    const check = async ({ expiresAt }: CheckContext): Promise<Principal | undefined> => {
      const payload = await this.read(jwt, key);
      const principal = payload && this.principalOf(payload);
      if (payload?.exp !== undefined) expiresAt(payload.exp * 1000);
      if (!principal) this.audit.record('sign-in-failed', { address, via: JWT });
      return principal;
    };
    return this.verified.verify((shown.id ??= idOf(jwt)), check);
  }

  /** @throws ServiceUnavailableError where the issuer's keys cannot be had: the token may be good. */
  private async read(jwt: string, key: JWTVerifyGetKey): Promise<JWTPayload | undefined> {
    try {
      return await this.payloadOf(jwt, key);
    } catch (error) {
      const isAway =
        error instanceof JwksUnavailableError ||
        (error instanceof errors.JOSEError && JWKS_UNAVAILABLE_CODES.has(error.code));
      if (isAway) {
        if (!(error instanceof JwksRetryTooSoonError))
          this.logger.error(`The issuer's keys cannot be had: ${String(error)}`);
        throw new ServiceUnavailableError('The keys of the token’s issuer cannot be had. Try again shortly.');
      }
      // A key of the set that is too short, say: no token by it will ever be good.
      if (!(error instanceof errors.JOSEError)) this.logger.warn(`A token cannot be verified: ${String(error)}`);
      return undefined;
    }
  }

  private async payloadOf(jwt: string, key: JWTVerifyGetKey): Promise<JWTPayload> {
    try {
      return (await jwtVerify(jwt, key, this.options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // The token does not name its key, and more than one would do: as while keys are being changed.
      for await (const candidate of error) {
        const verified = await jwtVerify(jwt, candidate, this.options).catch((reason: unknown) => {
          if (isOfClaims(reason)) throw reason;
          return undefined; // another's signature, or a key that will not do
        });
        if (verified) return verified.payload;
      }
      throw error;
    }
  }

  /** jose asks again at once where it got no keys; this does not. */
  private async fetch(...[url, options]: Parameters<FetchImplementation>): Promise<Response> {
    const now = performance.now();
    if (now - this.asked < JWKS_RETRY_MS) throw new JwksRetryTooSoonError();
    this.asked = now;
    try {
      return await fetch(url, options);
    } catch (cause) {
      throw (cause as Error).name === 'TimeoutError' ? cause : new JwksUnavailableError(String(cause), { cause });
    }
  }

  /** The name becomes `createdBy`, so it must be one that every format can carry. */
  private principalOf(payload: JWTPayload): Principal | undefined {
    const userName: unknown = payload.sub; // jose looks at the types of dates alone
    if (typeof userName !== 'string' || !isUserName(userName)) return undefined;
    const claim = payload[this.env.JWT_ROLES_CLAIM];
    const roles = [claim].flat().filter((role) => typeof role === 'string');
    return { userName, roles, ...accountsOf(roles, []), via: JWT };
  }
}

const isUserName = (name: string): boolean => name !== '' && isXmlText(name) && !isLongerThan(name, MAX_NAME_LENGTH);

/** Whether the signature was right, and what is signed is not. */
const isOfClaims = (error: unknown): error is Error =>
  [errors.JWTExpired, errors.JWTClaimValidationFailed, errors.JWTInvalid].some((type) => error instanceof type);

/** The issuer cannot be reached. */
class JwksUnavailableError extends Error {}

/** What was said a moment ago holds still. */
class JwksRetryTooSoonError extends JwksUnavailableError {}

/** jose's codes for a key set that does not come, or comes as something else. */
const JWKS_UNAVAILABLE_CODES: ReadonlySet<string> = new Set([
  'ERR_JWKS_TIMEOUT',
  'ERR_JWKS_INVALID',
  'ERR_JOSE_GENERIC',
]);
