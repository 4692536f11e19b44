import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface UpstreamResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

/** What the proxy does with a request: it may forward it, and it may respond. */
export type Fault = (response: ServerResponse, forward: () => Promise<UpstreamResponse>) => void | Promise<void>;

/** A proxy between a client and the service that records requests and injects faults. */
export class FaultyProxy {
  /** The requests since the last `next`, oldest first. */
  readonly requests: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  private readonly faults: Fault[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));

  /** @param to The service's address. */
  constructor(private readonly to: string) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The faults of the next requests, one each; later requests pass. */
  next(...faults: Fault[]): void {
    this.requests.length = 0;
    this.faults.push(...faults);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    this.requests.push({ method, path, headers });
    const body = await buffer(request);
    const forward = async (): Promise<UpstreamResponse> => {
      const { host: _, connection: __, 'content-length': ___, ...sent } = headers as Record<string, string>;
      const answer = await fetch(this.to + path, { method, headers: sent, ...(body.length > 0 && { body }) });
      const { 'transfer-encoding': ____, ...given } = Object.fromEntries(answer.headers);
      return { status: answer.status, headers: given, text: await answer.text() };
    };
    await (this.faults.shift() ?? pass)(response, forward);
  }
}

const pass: Fault = async (response, forward) => {
  const { status, headers, text } = await forward();
  response.writeHead(status, headers).end(text);
};

/** The service handles the request; the connection breaks before the response arrives. */
export const loseResponse: Fault = async (response, forward) => {
  await forward();
  response.destroy();
};

/** The service handles the request; the response never arrives. */
export const withholdResponse: Fault = async (_, forward) => {
  await forward();
};

/** The proxy responds instead of the service. */
export const respondWith =
  (status: number, headers: Record<string, string> = {}, body = ''): Fault =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };
