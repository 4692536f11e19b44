import type { FastifyRequest } from 'fastify';
import { signInTokenOf } from './cookies.js';
import type { Credentials } from './credentials.js';
import { KEY_PREFIX } from './secret-token.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What an HTTP request shows; `undefined` where an `Authorization` of a known scheme cannot be read. */
export function credentialsOf({ headers, ip }: FastifyRequest): Credentials | undefined {
  const shown = fromAuthorization(headers.authorization);
  if (!shown) return undefined;
  const sent = headers['x-api-key'];
  const apiKey = shown.apiKey ?? (Array.isArray(sent) ? sent.join() : sent);
  return { ...shown, apiKey, signIn: signInTokenOf(headers.cookie), address: ip };
}

type Shown = Pick<Credentials, 'password' | 'apiKey' | 'jwt'>;

function fromAuthorization(authorization: string | undefined): Shown | undefined {
  const [, scheme = '', token] = /^(\S+)(?: +(\S+))? *$/.exec(authorization ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'basic':
      return token === undefined ? undefined : fromBasic(token);
    case 'bearer':
      if (token === undefined) return undefined;
      return token.startsWith(KEY_PREFIX) ? { apiKey: token } : { jwt: token };
    case 'apikey':
      return token === undefined ? undefined : { apiKey: token };
    default:
      return authorization ? undefined : {};
  }
}

/** RFC 7617. A key as the user name, with an empty password, is a key: for clients that know Basic alone. */
function fromBasic(token: string): Shown | undefined {
  let text: string;
  try {
    text = utf8.decode(Buffer.from(token, 'base64'));
  } catch {
    return undefined;
  }
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const [userName, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (password === '' && userName.startsWith(KEY_PREFIX)) return { apiKey: userName };
  return { password: { userName, password } };
}
