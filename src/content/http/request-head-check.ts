import type { IncomingMessage } from 'node:http';
import { NotFoundException } from '@nestjs/common';
import { SerializationError } from '../../common/errors.js';
import { toDomainError } from '../errors/error-response-writer.js';
import { requestStateOf } from '../operations/request-state.js';
import { isVerb } from './servicestack-routes.js';

/** The longest address, in bytes. */
export const MAX_URL_BYTES = 8 * 1024;

/** What is wrong with a request, whatever it asks for. */
export function rejectInvalidHead(raw: IncomingMessage): Error | undefined {
  const { url = '', headers, rawHeaders } = raw;
  const { isExpecting, override } = requestStateOf(raw);
  const encoding = headers['transfer-encoding'];
  if (override === 'HEAD') return new SerializationError('X-HTTP-Method-Override may not be HEAD: send HEAD itself.');
  if (override !== undefined) {
    // No route has a verb that the router does not know: 405 where there is one with others.
    return isVerb(override)
      ? new NotFoundException()
      : new SerializationError('X-HTTP-Method-Override must be one verb, and come once.');
  }
  if (isExpecting) return toDomainError({ statusCode: 417 });
  if (url.length > MAX_URL_BYTES) return toDomainError({ statusCode: 414 });
  if (headers.host === undefined && raw.httpVersion === '1.1') {
    return new SerializationError('The Host header is missing.');
  }
  // Node keeps the first alone, and whoever stands before it may go by another (RFC 9112 section 3.2).
  if (isRepeated('host', rawHeaders)) return new SerializationError('The Host header must come once.');
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') {
    return new SerializationError('The Transfer-Encoding cannot be read: only chunked can.');
  }
  return undefined;
}

/** @param rawHeaders Names and values by turns. */
function isRepeated(header: string, rawHeaders: readonly string[]): boolean {
  let found = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === header.length && name.toLowerCase() === header) found++;
  }
  return found > 1;
}
