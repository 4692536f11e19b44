import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The open connections of an HTTP server, each with the response to its latest request. */
export class HttpConnections {
  private readonly latestResponses = new Map<Duplex, ServerResponse | undefined>();
  private isDraining = false;

  constructor(private readonly server: Server) {
    server.on('connection', this.add);
    server.on('request', ({ socket }, response) => {
      this.latestResponses.set(socket, response);
      if (this.isDraining) this.closeIdleAfter(response);
    });
  }

  /** The response to the latest request on a connection; undefined before its first request. */
  latestResponse(socket: Duplex): ServerResponse | undefined {
    return this.latestResponses.get(socket);
  }

  /** Closes each connection as soon as no request is in progress on it, and every new connection at once. */
  drain(): void {
    this.isDraining = true;
    this.server.closeIdleConnections();
    for (const [socket, response] of this.latestResponses) {
      if (response) this.closeIdleAfter(response);
      else socket.destroy(); // Node does not count a connection without any request as idle
    }
  }

  /** Both events: a response can end before its request's body has arrived. */
  private closeIdleAfter(response: ServerResponse): void {
    const closeIdle = (): void => this.server.closeIdleConnections();
    response.once('close', closeIdle);
    response.req.once('close', closeIdle);
  }

  private readonly add = (socket: Duplex): void => {
    if (this.isDraining) {
      socket.destroy();
      return;
    }
    this.latestResponses.set(socket, undefined);
    socket.once('close', () => this.latestResponses.delete(socket));
  };
}
