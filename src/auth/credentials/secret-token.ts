import { createHash, randomBytes } from 'node:crypto';
import { KEY_PREFIX } from '../../common/user-rules.js';

/** The number of a key's characters that are public: 36 of its 256 bits, enough to tell keys apart. */
const PUBLIC_PREFIX_LENGTH = KEY_PREFIX.length + 6;

/**
 * Redacts user input for messages and logs: an API key typed in place of a name is cut to its public prefix.
 *
 * @returns Any other input unchanged.
 */
export const redactKey = (input: string): string =>
  input.startsWith(KEY_PREFIX) ? input.slice(0, PUBLIC_PREFIX_LENGTH) : input;

/** Generates 256 random bits as base64url, which is safe in a header, a cookie and a shell command. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * Hashes a token for storage. A plain SHA-256 is enough: nobody can guess 256 random bits. Finding a token by its hash
 * is safe against timing attacks, since the prefix that two hashes share reveals nothing about the token.
 */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
