import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type CallObserver, UNKNOWN_ROUTE } from '../../common/ended-call.js';
import { type DomainError, MethodNotAllowedError } from '../../common/errors.js';
import { errorCodeOf, writeErrorResponse, toDomainError } from '../errors/error-response-writer.js';
import { requestStateOf } from '../operations/request-state.js';
import { usualHeaderName } from './header-names.js';

/**
 * Responds to a request that Node's HTTP parser rejects, always in JSON: the preferred format is not known.
 *
 * @param lastResponse The response to the connection's latest request: the error is in that request's body or in the
 *   bytes after it.
 * @param observer Is told of a request that has no response of its own.
 */
export function handleClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  lastResponse?: ServerResponse,
  observer?: CallObserver,
): void {
  const isInBody = lastResponse?.req.complete === false;
  const hasStartedResponse = isInBody ? lastResponse.headersSent : lastResponse?.writableFinished === false;
  if (error.code === 'ECONNRESET' || !socket.writable || hasStartedResponse) {
    socket.destroy();
    return;
  }
  const statusCode = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const domainError = toDomainError({ statusCode });
  if (isInBody) {
    requestStateOf(lastResponse.req).errorCode = errorCodeOf(domainError);
    const { status, headers, body } = closingResponse(domainError);
    // The request's own response, so that pipelined responses keep their order and no handler writes a second one.
    lastResponse.writeHead(status, headers).end(body);
    return;
  }
  respondOn(socket, domainError, observer);
}

/**
 * Responds to CONNECT, which Node hands over without a response: this service is no proxy. The list of methods is empty,
 * because the target is another host (RFC 9110 sections 9.3.6 and 10.2.1).
 *
 * @param lastResponse The response to the connection's latest request before.
 * @param observer Is told of it.
 */
export function handleConnect(socket: Duplex, lastResponse?: ServerResponse, observer?: CallObserver): void {
  socket.on('error', () => undefined);
  // Bytes of its own would stand in the middle of an earlier response.
  if (lastResponse?.writableFinished === false) {
    socket.destroy();
    return;
  }
  respondOn(socket, new MethodNotAllowedError('CONNECT', []), observer);
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

function respondOn(socket: Duplex, error: DomainError, observer?: CallObserver): void {
  const { status, headers, body } = closingResponse(error);
  observer?.({
    transport: 'http',
    route: UNKNOWN_ROUTE,
    format: 'json',
    status,
    errorCode: errorCodeOf(error),
    durationMs: 0,
    bytes: Buffer.byteLength(body),
    client: (socket as Partial<Socket>).remoteAddress,
  });
  const headerLines = Object.entries(headers).map(([name, value]) => `${usualHeaderName(name)}: ${String(value)}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headerLines.join('')}\r\n${body}`);
}
