import type { OperationCall, SentCredentials } from '../../content/operations/operation-call.js';
import { parseAuthorization } from './authorization-header.js';
import { signInTokenOf } from './cookies.js';
import type { Credentials } from './credentials.js';

/** The credentials of the latest call on a connection. */
interface LatestCredentials {
  readonly sent: SentCredentials;
  readonly clientAddress: string;
  readonly credentials: Credentials | undefined;
}

/** Most clients send the same headers with each request, so each connection's are parsed, and hashed, only once. */
const latestByConnection = new WeakMap<object, LatestCredentials>();

/**
 * Parses the credentials of a call over either transport, without verifying them.
 *
 * @returns `undefined` if they are malformed.
 * @throws DomainError if the call is a message that is too large or not JSON.
 */
export function readCredentials(call: OperationCall): Credentials | undefined {
  const { credentials: sent, clientAddress, connection } = call;
  if (!connection) return parse(sent, clientAddress);
  const latest = latestByConnection.get(connection);
  if (latest && latest.clientAddress === clientAddress && isSame(latest.sent, sent)) return latest.credentials;
  const credentials = parse(sent, clientAddress);
  latestByConnection.set(connection, { sent, clientAddress, credentials });
  return credentials;
}

const isSame = (one: SentCredentials, other: SentCredentials): boolean =>
  one.authorization === other.authorization &&
  one.cookie === other.cookie &&
  one.apiKey === other.apiKey &&
  one.jwt === other.jwt;

function parse(sent: SentCredentials, address: string): Credentials | undefined {
  if (!isOptionalString(sent.apiKey) || !isOptionalString(sent.jwt)) return undefined;
  const authorization = parseAuthorization(sent.authorization);
  if (!authorization) return undefined;
  const { password, apiKey = sent.apiKey, jwt = sent.jwt } = authorization;
  return { password, apiKey, jwt, signIn: signInTokenOf(sent.cookie), address };
}

const isOptionalString = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string';
