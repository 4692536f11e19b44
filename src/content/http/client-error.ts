import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { writeErrorResponse, toDomainError } from '../errors/error-response-writer.js';

/**
 * Answers what Node itself refuses: it cannot be read to its end, so the answer is JSON.
 *
 * @param last The answer to what was asked last on this connection: what Node refuses is in its body, or comes after it.
 */
export function handleClientError(error: NodeJS.ErrnoException, socket: Socket, last?: ServerResponse): void {
  const isInBody = last?.req.complete === false;
  // Never into an answer that has begun.
  const isAnswering = isInBody ? last.headersSent : last?.writableFinished === false;
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) {
    socket.destroy();
    return;
  }
  const statusCode = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const answer = writeErrorResponse(toDomainError({ statusCode }), {});
  const { status, body } = answer;
  const headers = { ...answer.headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  if (isInBody) {
    // Its own answer, so that it comes in turn, and no handler answers after it.
    last.writeHead(status, headers).end(body);
    return;
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\n${lines.join('')}\r\n${body}`);
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};
