import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
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
  const { status, body, ...response } = writeErrorResponse(toDomainError({ statusCode }), {});
  const headers = { ...response.headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  if (isInBody) {
    // The request's own response, so that pipelined responses keep their order and no handler writes a second one.
    lastResponse.writeHead(status, headers).end(body);
    return;
  }
  const headerLines = Object.entries(headers).map(([name, value]) => `${usualHeaderName(name)}: ${String(value)}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${REASON_PHRASES[status]}\r\n${headerLines.join('')}\r\n${body}`);
}

const REASON_PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};
