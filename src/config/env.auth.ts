import { isIP } from 'node:net';
import { EnvError, makeValidator } from 'envalid';

interface JwtSettings {
  readonly JWT_SECRET: string | undefined;
  readonly JWT_JWKS_URL: string | undefined;
  readonly JWT_ISSUER: string | undefined;
  readonly JWT_AUDIENCE: string | undefined;
  readonly JWT_ALGORITHMS: readonly string[];
}

/**
 * The algorithms of a shared secret and of a key pair. The service never accepts both, or an attacker could sign tokens
 * with a public key as the secret (RFC 8725 section 2.1).
 */
const SYMMETRIC = ['HS256', 'HS384', 'HS512'];
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** `off`, `on` (trust the nearest proxy), the number of proxies to trust, or the addresses of those to trust. */
export const trustProxy = makeValidator<number | string[] | false>((input) => {
  if (/^(off|false|no)$/i.test(input)) return false;
  if (/^(on|true|yes)$/i.test(input)) return 1;
  if (/^\d{1,2}$/.test(input)) return Number(input) || false;
  const addresses = input.split(',').map((address) => address.trim());
  if (addresses.every(isAddress)) return addresses;
  throw new EnvError('must be off, on, the number of proxies to trust, or their addresses (10.0.0.0/8,::1)');
});

function isAddress(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isPrefixValid = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return bits > 0 && isPrefixValid && rest.length === 0;
}

export const jwtSecret = makeValidator((input) => {
  if (Buffer.byteLength(input) >= 32) return input; // RFC 7518 section 3.2: at least the size of the hash
  throw new EnvError('must be at least 32 bytes long');
});

export const jwksUrl = makeValidator((input) => {
  if (URL.canParse(input) && /^https?:$/.test(new URL(input).protocol)) return input;
  throw new EnvError('must be a URL that begins with https:// (or http://, on a private network)');
});

export const algorithms = makeValidator<readonly string[]>((input) => {
  const names = input.split(',').map((name) => name.trim());
  if (names.every((name) => [...SYMMETRIC, ...ASYMMETRIC].includes(name))) return names;
  throw new EnvError(`must be a comma-separated list of ${[...SYMMETRIC, ...ASYMMETRIC].join(', ')}`);
});

/** @returns One line for each rule that the settings for tokens break in combination. */
export function jwtErrors(settings: JwtSettings): string[] {
  const { JWT_SECRET, JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE, JWT_ALGORITHMS } = settings;
  const problems: string[] = [];
  if (JWT_SECRET !== undefined && JWT_JWKS_URL !== undefined) {
    problems.push('JWT_SECRET must not be set together with JWT_JWKS_URL');
  }
  const allowed = JWT_JWKS_URL === undefined ? SYMMETRIC : ASYMMETRIC;
  if (!JWT_ALGORITHMS.every((name) => allowed.includes(name))) {
    problems.push(`JWT_ALGORITHMS must be a comma-separated list of ${allowed.join(', ')} with this kind of key`);
  }
  if (JWT_JWKS_URL !== undefined) {
    // Without both, the service would accept tokens that the issuer made for another service.
    if (JWT_ISSUER === undefined) problems.push('JWT_ISSUER must be set: JWT_JWKS_URL requires it');
    if (JWT_AUDIENCE === undefined) problems.push('JWT_AUDIENCE must be set: JWT_JWKS_URL requires it');
  }
  return problems;
}
