import { isIP } from 'node:net';
import { EnvError, makeValidator } from 'envalid';

/** Settings that say whom to believe. */
interface JwtSettings {
  readonly JWT_SECRET: string | undefined;
  readonly JWT_JWKS_URL: string | undefined;
  readonly JWT_ISSUER: string | undefined;
  readonly JWT_AUDIENCE: string | undefined;
  readonly JWT_ALGORITHMS: readonly string[];
}

/** By a secret, and by a key pair: never both, or a public key could be taken for a secret (RFC 8725 section 2.1). */
const SYMMETRIC = ['HS256', 'HS384', 'HS512'];
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** `off`, `on` (the nearest proxy), how many proxies stand in a row, or which are believed. */
export const trustProxy = makeValidator<number | string[] | false>((input) => {
  if (/^(off|false|no)$/i.test(input)) return false;
  if (/^(on|true|yes)$/i.test(input)) return 1;
  if (/^\d{1,2}$/.test(input)) return Number(input) || false;
  const addresses = input.split(',').map((address) => address.trim());
  if (addresses.every(isAddress)) return addresses;
  throw new EnvError('may be off, on, the number of proxies in a row, or their addresses (10.0.0.0/8,::1)');
});

function isAddress(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return bits > 0 && isPrefix && rest.length === 0;
}

export const jwtSecret = makeValidator((input) => {
  if (Buffer.byteLength(input) >= 32) return input; // RFC 7518 section 3.2: as long as the hash
  throw new EnvError('may be any text of 32 bytes or more');
});

export const jwksUrl = makeValidator((input) => {
  if (URL.canParse(input) && /^https?:$/.test(new URL(input).protocol)) return input;
  throw new EnvError('may be an address that begins with https:// (or http://, within a network of your own)');
});

export const algorithms = makeValidator<readonly string[]>((input) => {
  const names = input.split(',').map((name) => name.trim());
  if (names.every((name) => [...SYMMETRIC, ...ASYMMETRIC].includes(name))) return names;
  throw new EnvError(`may be some of ${[...SYMMETRIC, ...ASYMMETRIC].join(', ')}, with commas between them`);
});

/** What is wrong with the settings for tokens together: a line each. */
export function jwtMistakes(settings: JwtSettings): string[] {
  const { JWT_SECRET, JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE, JWT_ALGORITHMS } = settings;
  const mistakes: string[] = [];
  if (JWT_SECRET !== undefined && JWT_JWKS_URL !== undefined) {
    mistakes.push('JWT_SECRET is wrong: it may not be set together with JWT_JWKS_URL');
  }
  const fitting = JWT_JWKS_URL === undefined ? SYMMETRIC : ASYMMETRIC;
  if (!JWT_ALGORITHMS.every((name) => fitting.includes(name))) {
    mistakes.push(`JWT_ALGORITHMS is wrong: with this kind of key it may be some of ${fitting.join(', ')}`);
  }
  if (JWT_JWKS_URL !== undefined) {
    // Anybody may have tokens of an issuer: those meant for somebody else must not open this door.
    if (JWT_ISSUER === undefined) mistakes.push('JWT_ISSUER is missing: JWT_JWKS_URL wants it');
    if (JWT_AUDIENCE === undefined) mistakes.push('JWT_AUDIENCE is missing: JWT_JWKS_URL wants it');
  }
  return mistakes;
}
