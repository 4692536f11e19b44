import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { basic, PASSWORD } from './app.js';

/** A request of the administrator whose headers the service has read, and whose body it waits for. */
export class RequestInProgress {
  /** The body of `POST /ai/sessions`, which must be sent yet. */
  static readonly body = '{"purpose":"in progress"}';
  /** Everything that the service has sent. */
  answer = '';

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (chunk: string) => (this.answer += chunk));
  }

  static async start(url: string): Promise<RequestInProgress> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const request = new RequestInProgress(socket);
    socket.write(
      `POST /ai/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic('admin', PASSWORD)}\r\nExpect: 100-continue\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${RequestInProgress.body.length}\r\n\r\n`,
    );
    await once(socket, 'data'); // 100 Continue
    return request;
  }

  /** Resets the connection. */
  abort(): void {
    this.socket.resetAndDestroy();
  }

  send(text: string): void {
    this.socket.write(text);
  }
}
