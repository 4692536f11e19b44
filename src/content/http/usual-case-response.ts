import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { usualHeaderName } from './header-names.js';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Node's response, except that it writes the names of headers in their usual capitals (Fastify's are in lower case), and
 * counts the bytes of a streamed body.
 */
export class UsualCaseResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** How many bytes were written by `write`, as streams are. */
  streamedBytes = 0;

  override setHeader(name: string, value: number | string | readonly string[]): this {
    return super.setHeader(usualHeaderName(name), value);
  }

  override writeHead(statusCode: number, reason?: string | Headers, headers?: Headers): this {
    if (typeof reason === 'string') return super.writeHead(statusCode, reason, headers && usualNames(headers));
    return super.writeHead(statusCode, reason && usualNames(reason));
  }

  override write(chunk: unknown, ...others: unknown[]): boolean {
    this.streamedBytes += typeof chunk === 'string' ? Buffer.byteLength(chunk) : (chunk as Uint8Array).byteLength;
    return super.write(chunk, ...(others as []));
  }
}

/** @returns Names and values in turn, which Node writes faster than an object. */
function usualNames(headers: Headers): Headers {
  if (Array.isArray(headers)) return headers;
  const list: OutgoingHttpHeader[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) list.push(usualHeaderName(name), value);
  }
  return list;
}
