import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Given {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

/** What becomes of a request: the service may be asked, and something may be answered. */
export type Fault = (response: ServerResponse, ask: () => Promise<Given>) => void | Promise<void>;

/** Stands between a client and the service: keeps what was asked, and can be told to behave badly. */
export class FaultyProxy {
  /** What was asked, oldest first. */
  readonly asked: { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers'] }[] =
    [];
  private readonly faults: Fault[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));

  /** @param to The service's address. */
  constructor(private readonly to: string) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What happens to the next requests, one each; those after them pass. */
  next(...fates: Fault[]): void {
    this.asked.length = 0;
    this.faults.push(...fates);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    this.asked.push({ method, path, headers });
    const body = await buffer(request);
    const ask = async (): Promise<Given> => {
      const { host: _, connection: __, 'content-length': ___, ...sent } = headers as Record<string, string>;
      const answer = await fetch(this.to + path, { method, headers: sent, ...(body.length > 0 && { body }) });
      const { 'transfer-encoding': ____, ...given } = Object.fromEntries(answer.headers);
      return { status: answer.status, headers: given, text: await answer.text() };
    };
    await (this.faults.shift() ?? pass)(response, ask);
  }
}

const pass: Fault = async (response, ask) => {
  const { status, headers, text } = await ask();
  response.writeHead(status, headers).end(text);
};

/** The service did what it was asked, and the connection broke before its answer came. */
export const answerIsLost: Fault = async (response, ask) => {
  await ask();
  response.destroy();
};

/** The service did what it was asked, and nothing is ever heard of it. */
export const noAnswer: Fault = async (_, ask) => {
  await ask();
};

/** Something else answers. */
export const respondWith =
  (status: number, headers: Record<string, string> = {}, body = ''): Fault =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };
