import type { Message } from '../../content/operations/message-call.js';
import type { Credentials } from './credentials.js';

/** What a message shows: a key or a token; `undefined` where it shows something that is neither. */
export function credentialsIn({ credentials, source }: Message): Credentials | undefined {
  const apiKey = credentials.apiKey ?? undefined;
  const jwt = credentials.jwt ?? undefined;
  return isText(apiKey) && isText(jwt) ? { apiKey, jwt, address: source.address } : undefined;
}

const isText = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string';
