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
}
