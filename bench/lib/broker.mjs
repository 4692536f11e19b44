import { connect } from 'node:net';

/** @returns Why the message broker at this URL is unavailable, or `undefined` if it accepts connections. */
export function brokerUnavailable(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 });
    const finish = (reason) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => finish());
    socket.once('error', (error) => finish(`no message broker at ${url} (${error.code})`));
    socket.once('timeout', () => finish(`no message broker at ${url} (timeout)`));
  });
}
