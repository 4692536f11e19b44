import { isUtf8 } from 'node:buffer';
import type { Credentials } from './credentials.js';
import { KEY_PREFIX } from '../../common/user-rules.js';

type AuthorizationCredentials = Pick<Credentials, 'password' | 'apiKey' | 'jwt'>;

/**
 * Parses an `Authorization` header (RFC 9110 section 11.6.2) with the scheme Basic, Bearer or ApiKey.
 *
 * @returns An empty object if the header is missing, `undefined` if it is malformed or has another scheme.
 */
export function parseAuthorization(header: string | undefined): AuthorizationCredentials | undefined {
  if (!header) return {};
  const schemeEnd = header.indexOf(' ');
  const token = schemeEnd < 0 ? '' : header.slice(schemeEnd).trim();
  if (token === '' || /\s/.test(token)) return undefined;
  switch (header.slice(0, schemeEnd).toLowerCase()) {
    case 'basic':
      return parseBasic(token);
    case 'bearer':
      return token.startsWith(KEY_PREFIX) ? { apiKey: token } : { jwt: token };
    case 'apikey':
      return { apiKey: token };
    default:
      return undefined;
  }
}

/** RFC 7617. For clients that support only Basic, the user name may be an API key if the password is empty. */
function parseBasic(token: string): AuthorizationCredentials | undefined {
  const bytes = Buffer.from(token, 'base64');
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const [userName, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (password === '' && userName.startsWith(KEY_PREFIX)) return { apiKey: userName };
  return { password: { userName, password } };
}
