import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { signInTokenOf } from './cookies.js';
import type { Credentials } from './credentials.js';
import { KEY_PREFIX } from './secret-token.js';

/** What a connection showed last, and what was read of it. */
interface LastSeen {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly sentKey: string | string[] | undefined;
  readonly address: string;
  readonly credentials: Credentials | undefined;
}

/** A caller goes on as who they are: what a connection shows is read once, and is kept no longer than it lasts. */
const lastSeenBySocket = new WeakMap<Socket, LastSeen>();

/** What an HTTP request shows; `undefined` where its `Authorization` cannot be read. */
export function credentialsOf({ headers, ip: address, socket }: FastifyRequest): Credentials | undefined {
  const { authorization, cookie, 'x-api-key': sentKey } = headers;
  const last = lastSeenBySocket.get(socket);
  const isSame = last?.authorization === authorization && last?.cookie === cookie && last?.sentKey === sentKey;
  if (last && isSame && last.address === address) return last.credentials;
  const credentials = read(authorization, cookie, sentKey, address);
  lastSeenBySocket.set(socket, { authorization, cookie, sentKey, address, credentials });
  return credentials;
}

function read(
  authorization: string | undefined,
  cookie: string | undefined,
  sentKey: string | string[] | undefined,
  address: string,
): Credentials | undefined {
  const shown = fromAuthorization(authorization);
  if (!shown) return undefined;
  const { password, jwt, apiKey = Array.isArray(sentKey) ? sentKey.join() : sentKey } = shown;
  return { password, apiKey, jwt, signIn: signInTokenOf(cookie), address };
}

type AuthorizationCredentials = Pick<Credentials, 'password' | 'apiKey' | 'jwt'>;

function fromAuthorization(authorization: string | undefined): AuthorizationCredentials | undefined {
  if (!authorization) return {};
  const space = authorization.indexOf(' ');
  const token = space < 0 ? '' : authorization.slice(space).trim();
  if (token === '' || /\s/.test(token)) return undefined;
  switch (authorization.slice(0, space).toLowerCase()) {
    case 'basic':
      return fromBasic(token);
    case 'bearer':
      return token.startsWith(KEY_PREFIX) ? { apiKey: token } : { jwt: token };
    case 'apikey':
      return { apiKey: token };
    default:
      return undefined;
  }
}

/** RFC 7617. A key as the user name, with an empty password, is a key: for clients that know Basic alone. */
function fromBasic(token: string): AuthorizationCredentials | undefined {
  const bytes = Buffer.from(token, 'base64');
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const [userName, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (password === '' && userName.startsWith(KEY_PREFIX)) return { apiKey: userName };
  return { password: { userName, password } };
}
