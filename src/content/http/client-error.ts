import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type DomainError, MethodNotAllowedError } from '../../common/errors.js';
import { writeErrorResponse, toDomainError } from '../errors/error-response-writer.js';
import { usualHeaderName } from './header-names.js';

/**
 * Responds to a request that Node's HTTP parser rejects, always in JSON: the preferred format is not known.
 *
 * @param lastResponse The response to the connection's latest request: the error is in that request's body or in the
 *   bytes after it.
 */
export function handleClientError(error: NodeJS.ErrnoException, socket: Socket, lastResponse?: ServerResponse): void {
  const isInBody = lastResponse?.req.complete === false;
  const hasStartedResponse = isInBody ? lastResponse.headersSent : lastResponse?.writableFinished === false;
  if (error.code === 'ECONNRESET' || !socket.writable || hasStartedResponse) {
    socket.destroy();
    return;
  }
  const statusCode = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const { status, headers, body } = closingResponse(toDomainError({ statusCode }));
  if (isInBody) {
    // The request's own response, so that pipelined responses keep their order and no handler writes a second one.
    lastResponse.writeHead(status, headers).end(body);
    return;
  }
  respondOn(socket, { status, headers, body });
}

/**
 * Responds to CONNECT, which Node hands over without a response: this service is no proxy. The list of methods is empty,
 * because the target is another host (RFC 9110 sections 9.3.6 and 10.2.1).
 *
 * @param lastResponse The response to the connection's latest request before.
 */
export function handleConnect(socket: Duplex, lastResponse?: ServerResponse): void {
  socket.on('error', () => undefined);
  // Bytes of its own would stand in the middle of an earlier response.
  if (lastResponse?.writableFinished === false) {
    socket.destroy();
    return;
  }
  respondOn(socket, closingResponse(new MethodNotAllowedError('CONNECT', [])));
}

interface ClosingResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[]>>;
  readonly body: string;
}

function closingResponse(error: DomainError): ClosingResponse {
  const { status, headers, body } = writeErrorResponse(error, {});
  return {
    status,
    headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
    body,
  };
}

function respondOn(socket: Duplex, { status, headers, body }: ClosingResponse): void {
  const headerLines = Object.entries(headers).map(([name, value]) => `${usualHeaderName(name)}: ${String(value)}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headerLines.join('')}\r\n${body}`);
}
