import type { IncomingMessage } from 'node:http';
import { NotFoundException } from '@nestjs/common';
import { SerializationError } from '../../common/errors.js';
import { MAX_URL_BYTES } from '../../common/limits.js';
import { toDomainError } from '../errors/error-response-writer.js';
import { requestStateOf } from '../operations/request-state.js';
import { isMethodName } from './servicestack-routes.js';

/**
 * Checks the request line and headers of a request to any route.
 *
 * @returns The error to respond with; `undefined` if the request is valid.
 */
export function rejectInvalidHead(raw: IncomingMessage): Error | undefined {
  const { url = '', headers, rawHeaders } = raw;
  const { hasUnsupportedExpect, override } = requestStateOf(raw);
  const encoding = headers['transfer-encoding'];
  if (override === 'HEAD') {
    return new SerializationError('X-HTTP-Method-Override must not be HEAD. Send a HEAD request instead.');
  }
  if (override !== undefined) {
    // No route has a method that Node does not know. The error filter turns this into 405 if the path has a route.
    return isMethodName(override)
      ? new NotFoundException()
      : new SerializationError('X-HTTP-Method-Override must be a single HTTP method.');
  }
  if (hasUnsupportedExpect) return toDomainError({ statusCode: 417 });
  if (url.length > MAX_URL_BYTES) return toDomainError({ statusCode: 414 });
  if (headers.host === undefined && raw.httpVersion === '1.1') {
    return new SerializationError('The Host header is missing.');
  }
  // Node keeps only the first one, while a proxy in front of the service may use another (RFC 9112 section 3.2).
  if (isRepeated('host', rawHeaders)) return new SerializationError('The Host header must occur only once.');
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') {
    return new SerializationError('The only supported Transfer-Encoding is chunked.');
  }
  return undefined;
}

/** @param rawHeaders Alternating names and values. */
function isRepeated(header: string, rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === header.length && name.toLowerCase() === header) count++;
  }
  return count > 1;
}
