import { connect } from 'node:net';

/** Why nothing can be measured with a broker; nothing where it is there. */
export function whyNoBroker(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 });
    const done = (reason) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => done());
    socket.once('error', (error) => done(`there is no broker at ${url} (${error.code})`));
    socket.once('timeout', () => done(`there is no broker at ${url}`));
  });
}
