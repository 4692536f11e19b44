import { hash, randomBytes } from 'node:crypto';

/**
 * What a caller shows to say who they are, whichever door they came through: HTTP fills it from headers and cookies, a
 * message from its own `apiKey` or `jwt`. At most one of each kind.
 */
export interface Credentials {
  readonly password?: { readonly userName: string; readonly password: string };
  readonly apiKey?: string;
  readonly jwt?: string;
  /** The token of a sign-in, from its cookie. */
  readonly signIn?: string;
  /** Where the call comes from, as far as it is to be believed: guessing is held back by it. */
  readonly address: string;
  /** The id of what is shown, once it was needed: a connection that shows the same again need not have it made anew. */
  id?: CredentialsId;
}

/** What credentials are remembered by: their hash under a key of this process's own. */
export type CredentialsId = string & { readonly isHash: unique symbol };

const key = randomBytes(32).toString('base64');

/** @param secret The credentials as they were shown. */
export const idOf = (secret: string): CredentialsId => hash('sha256', key + secret, 'base64') as CredentialsId;
