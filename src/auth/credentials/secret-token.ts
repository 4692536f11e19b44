import { createHash, randomBytes } from 'node:crypto';

/** What an API key begins with, so that people and scanners know one when they see it. */
export const KEY_PREFIX = 'vk_';

/** How many of a key's characters are shown: 36 of its 256 bits, to tell keys apart and to give nothing away. */
const SHOWN_PREFIX_LENGTH = KEY_PREFIX.length + 6;

/** What is shown of a name that somebody typed: of a key, which may stand where a name belongs, its beginning alone. */
export const redactKey = (name: string): string =>
  name.startsWith(KEY_PREFIX) ? name.slice(0, SHOWN_PREFIX_LENGTH) : name;

/** 256 bits of randomness as text that may stand in a header, a cookie or a command. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * What is stored of a token. A plain SHA-256 is enough: nobody guesses 256 random bits, and a look-up by hash gives no
 * time to measure, since how far a guess agrees with a stored hash says nothing about the token.
 */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
