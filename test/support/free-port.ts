import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * A port of this machine that nobody listens on: where an address must be known before there is a server.
 *
 * @param following How many ports after it must be free too.
 */
export async function freePort(following = 0): Promise<number> {
  const servers: Server[] = [];
  const listen = async (port: number): Promise<number> => {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };
  try {
    const port = await listen(0);
    for (let next = 1; next <= following; next++) await listen(port + next);
    return port;
  } catch {
    return await freePort(following); // another program has one of the ports
  } finally {
    await Promise.all(servers.map((server) => once(server.close(), 'close')));
  }
}
