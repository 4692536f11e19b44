import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import type { Env } from '../../config/env.js';

/** The minimum time between two requests for the key set because a token names a key that it does not contain, in ms. */
const JWKS_COOLDOWN_MS = 10_000;
/**
 * The minimum time between any two requests for the key set, in ms. jose has no cooldown after a failed request, and
 * anybody can send a token that names an unknown key.
 */
const JWKS_RETRY_MS = 3_000;

/** @returns The source of the keys that verify tokens; `undefined` if the settings name neither a secret nor a key set. */
export function jwtKeySourceOf({
  JWT_SECRET,
  JWT_JWKS_URL,
}: Pick<Env, 'JWT_SECRET' | 'JWT_JWKS_URL'>): JWTVerifyGetKey | undefined {
  if (JWT_SECRET !== undefined) {
    const secret = new TextEncoder().encode(JWT_SECRET);
    return () => secret;
  }
  if (JWT_JWKS_URL === undefined) return undefined;
  return createRemoteJWKSet(new URL(JWT_JWKS_URL), {
    cooldownDuration: JWKS_COOLDOWN_MS,
    [customFetch]: rateLimitedFetch(),
  });
}

function rateLimitedFetch(): FetchImplementation {
  let lastRequest = -Infinity; // by performance.now()
  return async (url, options) => {
    const now = performance.now();
    if (now - lastRequest < JWKS_RETRY_MS) throw new JwksRateLimitError();
    lastRequest = now;
    try {
      const response = await fetch(url, options); // jose sets `redirect: 'manual'`
      if (response.status >= 300 && response.status < 400) throw new Error(describeRedirect(response, url));
      return response;
    } catch (cause) {
      // jose maps a timeout to an error of its own, which `isJwksUnavailable` recognizes.
      throw (cause as Error).name === 'TimeoutError' ? cause : new JwksUnavailableError(String(cause), { cause });
    }
  };
}

/** The reason why a redirect is not followed: the settings say which host the service trusts for its keys. */
function describeRedirect({ status, headers }: Response, url: string): string {
  const location = headers.get('location') ?? '';
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const address = target ? `${target.origin}${target.pathname}` : 'another address';
  return `JWT_JWKS_URL redirects to ${address} (status ${status}), which is not followed. Set JWT_JWKS_URL to the final address.`;
}

/** Whether the error means that the key set is unavailable, so that the token may be valid. */
export const isJwksUnavailable = (error: unknown): error is Error =>
  error instanceof JwksUnavailableError ||
  (error instanceof errors.JOSEError && JWKS_UNAVAILABLE_CODES.has(error.code));

/** The issuer cannot be reached. */
class JwksUnavailableError extends Error {}

/** The last request for the key set was less than `JWKS_RETRY_MS` ago. */
export class JwksRateLimitError extends JwksUnavailableError {}

/** jose's codes for a key set that does not arrive in time, has the wrong format, or has a status other than 200. */
const JWKS_UNAVAILABLE_CODES: ReadonlySet<string> = new Set([
  'ERR_JWKS_TIMEOUT',
  'ERR_JWKS_INVALID',
  'ERR_JOSE_GENERIC',
]);
