/** How long a sign-in lasts on the server and in the browser, in s: without and with `rememberMe`. */
export const SIGN_IN_LIFETIME_S = { brief: 12 * 60 * 60, remembered: 30 * 24 * 60 * 60 } as const;

/**
 * The origin's cookies. Both carry the token of the sign-in, as the origin's clients may send either; `ss-opt` says
 * whether it is to be remembered.
 */
const [PERMANENT, OPTIONS] = ['ss-pid', 'ss-opt'];
/** The one that a sign-in is known by first. */
export const SESSION_COOKIE = 'ss-id';

/** The token in a `Cookie` header; `undefined` where there is none, or an emptied one. */
export function signInTokenOf(header: string | undefined): string | undefined {
  if (!header?.includes('ss-')) return undefined;
  const pairs = header.split(';').map((pair) => pair.trim());
  const valueOf = (name: string): string | undefined =>
    pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return valueOf(SESSION_COOKIE) || valueOf(PERMANENT) || undefined;
}

/**
 * The `Set-Cookie` values of a new sign-in. The lifetime is a Max-Age and never an Expires: the origin's TypeScript
 * client splits the header at commas.
 *
 * @param isSecure Whether the call came by https.
 */
export function signInCookies(token: string, isRemembered: boolean, isSecure: boolean): string[] {
  const lifetime = isRemembered ? SIGN_IN_LIFETIME_S.remembered : SIGN_IN_LIFETIME_S.brief;
  return [
    cookie(SESSION_COOKIE, token, lifetime, isSecure),
    cookie(PERMANENT, token, lifetime, isSecure),
    cookie(OPTIONS, isRemembered ? 'perm' : 'temp', lifetime, isSecure),
  ];
}

/** The `Set-Cookie` values that take a sign-in's cookies away. */
export const noCookies = (isSecure: boolean): string[] =>
  [SESSION_COOKIE, PERMANENT, OPTIONS].map((name) => cookie(name, '', 0, isSecure));

const cookie = (name: string, value: string, maxAge: number, isSecure: boolean): string =>
  `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
