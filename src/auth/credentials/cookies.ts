/** How long a sign-in session lasts on the server and in the browser, in seconds: without and with `rememberMe`. */
export const SIGN_IN_LIFETIME_S = { brief: 12 * 60 * 60, remembered: 30 * 24 * 60 * 60 } as const;

/** The session cookie, which takes precedence over the permanent one. */
export const SESSION_COOKIE = 'ss-id';
/** ServiceStack's clients send either cookie, so both contain the token of the sign-in session. */
const PERMANENT_COOKIE = 'ss-pid';
/** ServiceStack's cookie for the choice of `rememberMe`. */
const OPTIONS_COOKIE = 'ss-opt';

/**
 * Reads the token of a sign-in session.
 *
 * @param header The `Cookie` header.
 * @returns `undefined` if the header contains no session cookie, or an empty one.
 */
export function signInTokenOf(header: string | undefined): string | undefined {
  if (!header?.includes('ss-')) return undefined;
  const cookies = parseCookies(header);
  const valueOf = (name: string): string | undefined => cookies.find((cookie) => cookie.name === name)?.value;
  return valueOf(SESSION_COOKIE) || valueOf(PERMANENT_COOKIE) || undefined;
}

/** A quoted string to its end, or any text without a separator. An unterminated string ends with the header. */
const RFC_2965_PAIR = /(?:"(?:[^"\\]|\\.?)*(?:"|$)|[^;,"])+/g;

/**
 * Parses a `Cookie` header by RFC 6265. A header that begins with `$Version`, as Java's `HttpCookie` sends it, is parsed by
 * RFC 2965 section 3.3.4: commas separate cookies too, and a quoted value may contain a separator. The attributes of
 * RFC 2965, such as `$Path`, are returned like cookies: no cookie has such a name.
 */
function parseCookies(header: string): { name: string; value: string }[] {
  const pairs = /^\s*\$Version\s*=/i.test(header) ? header.match(RFC_2965_PAIR) : header.split(';');
  return (pairs ?? []).map((pair) => {
    const nameEnd = pair.indexOf('=');
    return nameEnd < 0
      ? { name: '', value: '' }
      : { name: pair.slice(0, nameEnd).trim(), value: unquoted(pair.slice(nameEnd + 1).trim()) };
  });
}

/** RFC 6265 section 4.1.1 allows a value in double quotes; RFC 2965 section 3.1 also escapes characters in it. */
const unquoted = (value: string): string =>
  value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;

/**
 * Builds the `Set-Cookie` values of a new sign-in session. They have Max-Age and no Expires, since ServiceStack's
 * TypeScript client splits the header at commas.
 *
 * @param isSecure Whether the request used HTTPS.
 */
export function signInCookies(token: string, isRemembered: boolean, isSecure: boolean): string[] {
  const maxAgeS = isRemembered ? SIGN_IN_LIFETIME_S.remembered : SIGN_IN_LIFETIME_S.brief;
  return [
    cookie(SESSION_COOKIE, token, maxAgeS, isSecure),
    cookie(PERMANENT_COOKIE, token, maxAgeS, isSecure),
    cookie(OPTIONS_COOKIE, isRemembered ? 'perm' : 'temp', maxAgeS, isSecure),
  ];
}

/** Builds the `Set-Cookie` values that delete the cookies of a sign-in session. */
export const expiredCookies = (isSecure: boolean): string[] =>
  [SESSION_COOKIE, PERMANENT_COOKIE, OPTIONS_COOKIE].map((name) => cookie(name, '', 0, isSecure));

const cookie = (name: string, value: string, maxAgeS: number, isSecure: boolean): string =>
  `${name}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
