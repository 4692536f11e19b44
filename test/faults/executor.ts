import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { History } from './history.js';
import type { Random } from './random.js';

const SECRET = 'signs the calls of this run';
/** The probabilities that a call is answered 503, and that it is done and its answer is lost. */
const UNAVAILABLE = 0.05;
const LOST_ANSWER = 0.05;

/**
 * Starts an executor that records what it receives, and sometimes fails for a moment.
 *
 * @returns The settings of a service that uses it.
 */
export async function startExecutor(history: History, random: Random): Promise<Record<string, string>> {
  const server = createServer((request, response) => {
    void text(request).then(
      (body) => {
        if (random.chance(UNAVAILABLE)) return response.writeHead(503).end();
        const call = JSON.parse(body) as { readonly arguments: { readonly operationId: string } };
        history.received.push(call.arguments.operationId);
        if (random.chance(LOST_ANSWER)) return response.destroy();
        return response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      },
      () => undefined, // the service was killed while it sent the call
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { ACTIONS_URL: `http://127.0.0.1:${port}/`, ACTIONS_SECRET: SECRET };
}
