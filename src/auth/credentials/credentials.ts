import { hash, randomBytes } from 'node:crypto';

/**
 * The credentials of a call, at most one of each kind. An HTTP request sends them in headers and cookies, a message in
 * its `credentials` member.
 */
export interface Credentials {
  readonly password?: { readonly userName: string; readonly password: string };
  readonly apiKey?: string;
  readonly jwt?: string;
  /** The token of a sign-in session, from its cookie. */
  readonly signIn?: string;
  /** The client's IP address, taken from forwarding headers only where `TRUST_PROXY` allows it. Login throttling uses it. */
  readonly address: string;
  /** Computed on first use, and reused while the connection sends the same headers. */
  cacheKey?: CredentialCacheKey;
}

/** The key of credentials in a `CredentialCache`: a keyed hash, so that the cache contains no secret. */
export type CredentialCacheKey = string & { readonly isHash: unique symbol };

/** Random for each process: nobody outside can compute a cache key. */
const hashKey = randomBytes(32).toString('base64');

/** @param secret The credentials as the caller sent them. */
export const cacheKeyOf = (secret: string): CredentialCacheKey =>
  hash('sha256', hashKey + secret, 'base64') as CredentialCacheKey;
