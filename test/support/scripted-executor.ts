import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { stopAtEnd } from './cleanup.js';

/** A call as an executor receives it. */
export interface ReceivedCall {
  readonly id: string;
  readonly functionName: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly call: ReceivedCall;
}

/** What the executor does with a request. */
export type Script = (response: ServerResponse, request: ReceivedRequest) => unknown;

/** Answers with JSON. */
export const answer =
  (json: unknown, status = 200, headers: Record<string, string> = {}): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));

/** An executor by HTTP that answers as a test says, and records what it receives. */
export class ScriptedExecutor {
  static readonly secret = `whsec_${Buffer.from('the secret of the tests, 24 bytes or more').toString('base64')}`;

  /** The requests since the last `next`, oldest first. */
  readonly requests: ReceivedRequest[] = [];
  /** The most requests that were in progress at once. */
  maxConcurrency = 0;
  private concurrency = 0;
  private readonly scripts: Script[] = [];
  private readonly server = createServer((request, response) => {
    this.maxConcurrency = Math.max(this.maxConcurrency, ++this.concurrency);
    response.on('close', () => (this.concurrency -= 1));
    void text(request).then((body) => {
      const received = { headers: request.headers, body, call: JSON.parse(body) as ReceivedCall };
      this.requests.push(received);
      return (this.scripts.shift() ?? answer({ ok: true }))(response, received);
    });
  });

  private constructor(
    /** Its address, once it has started. */
    public url = '',
  ) {}

  static async start(): Promise<ScriptedExecutor> {
    const executor = new ScriptedExecutor();
    executor.server.listen(0, '127.0.0.1');
    await once(executor.server, 'listening');
    executor.url = `http://127.0.0.1:${(executor.server.address() as AddressInfo).port}/actions`;
    stopAtEnd(() => {
      executor.stop();
      return Promise.resolve();
    });
    return executor;
  }

  /** The settings of a service that uses this executor. */
  get env(): Record<string, string> {
    return { ACTIONS_URL: this.url, ACTIONS_SECRET: ScriptedExecutor.secret };
  }

  /** What it does with the next requests, one each; later ones succeed. */
  next(...scripts: Script[]): void {
    this.requests.length = 0;
    this.scripts.splice(0, Infinity, ...scripts);
  }

  /** The functions that were called, in order. */
  get functionNames(): string[] {
    return this.requests.map(({ call }) => call.functionName);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Checks the signature of a request as the documentation of Standard Webhooks says. @throws Error if it is not valid. */
export const verify = ({ body, headers }: ReceivedRequest, secret = ScriptedExecutor.secret): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);
