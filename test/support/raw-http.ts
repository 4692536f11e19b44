import { connect, type Socket } from 'node:net';

/**
 * Sends bytes to a service without an HTTP client, and returns everything that it sends until it closes.
 *
 * @param send The text to send, or a function that uses the connection.
 */
export function rawHttp(url: string, send: string | ((socket: Socket) => void)): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      if (typeof send === 'string') socket.write(send);
      else send(socket);
    });
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', () => undefined).on('close', () => resolve(answer));
  });
}
