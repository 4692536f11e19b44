import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { usualHeaderName } from './header-names.js';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** Headers of each response that does not set them itself, in lower case as Fastify does. */
export type DefaultHeaders = readonly (readonly [lowerCaseName: string, name: string, value: string])[];

/**
 * Node's response, except that it writes the names of headers in their usual capitals (Fastify's are in lower case), has
 * default headers, and counts the bytes of a streamed body.
 */
export class UsualCaseResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** How many bytes were written by `write`, as streams are. */
  streamedBytes = 0;
  defaultHeaders: DefaultHeaders = [];

  override setHeader(name: string, value: number | string | readonly string[]): this {
    return super.setHeader(usualHeaderName(name), value);
  }

  override writeHead(statusCode: number, reason?: string | Headers, headers?: Headers): this {
    if (typeof reason === 'string') return super.writeHead(statusCode, reason, this.headerList(headers));
    return super.writeHead(statusCode, this.headerList(reason));
  }

  override write(chunk: unknown, ...others: unknown[]): boolean {
    this.streamedBytes += typeof chunk === 'string' ? Buffer.byteLength(chunk) : (chunk as Uint8Array).byteLength;
    return super.write(chunk, ...(others as []));
  }

  /** @returns Names and values in turn, which Node writes faster than an object. */
  private headerList(headers: Headers = {}): Headers {
    if (Array.isArray(headers)) return headers;
    const list: OutgoingHttpHeader[] = [];
    for (const [key, name, value] of this.defaultHeaders) {
      if (headers[key] === undefined && !this.hasHeader(key)) list.push(name, value);
    }
    for (const name in headers) {
      const value = headers[name];
      if (value !== undefined) list.push(usualHeaderName(name), value);
    }
    return list;
  }
}
