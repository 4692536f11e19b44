import type { IncomingMessage } from 'node:http';
import { NotFoundException } from '@nestjs/common';
import { DomainError, SerializationError } from '../common/errors.js';
import { noteOf } from './http-exchange.js';
import { isVerb } from './origin-routes.js';

/** The longest address, in bytes. */
export const MAX_URL = 8 * 1024;

/** What is wrong with a request, whatever it asks for. */
export function refusalOf(raw: IncomingMessage): Error | undefined {
  const { url = '', headers } = raw;
  const { override } = noteOf(raw);
  if (override !== undefined) {
    // No route has a verb that the router does not know: 405 where there is one with others.
    return isVerb(override)
      ? new NotFoundException()
      : new SerializationError('X-HTTP-Method-Override must be one verb, and come once.');
  }
  if (url.length > MAX_URL) return new DomainError('UriTooLong', 'The address is longer than 8,192 bytes.');
  if (headers.host === undefined && raw.httpVersion === '1.1') {
    return new SerializationError('The Host header is missing.');
  }
  return undefined;
}
