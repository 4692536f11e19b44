import { connect, type Socket } from 'node:net';

/**
 * Speaks to a service without a client between, and gives all that it answers until it closes.
 *
 * @param say What to send, as it stands, or what to do with the connection.
 */
export function rawHttp(url: string, say: string | ((socket: Socket) => void)): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      if (typeof say === 'string') socket.write(say);
      else say(socket);
    });
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', () => undefined).on('close', () => resolve(answer));
  });
}
