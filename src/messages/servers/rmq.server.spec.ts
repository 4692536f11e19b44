import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import { InFlightMessages } from '../in-flight-messages.js';
import { RmqServer } from './rmq.server.js';

/** A server whose handler of the pattern `a` records the request ids that it receives, and never replies. */
function recordingServer() {
  const handled: unknown[] = [];
  const server = new RmqServer(new URL('amqp://127.0.0.1'), new InFlightMessages());
  server.addHandler('a', (message: { readonly id: string }) => {
    handled.push(message.id);
    return Promise.resolve(NEVER);
  });
  return { server, handled };
}

/** As much of a channel as the server uses: `prefetch` is the command with which it confirms acknowledgements. */
const fakeChannel = (prefetch: () => Promise<unknown>) => ({ ack: () => undefined, prefetch }) as never;

const messageOf = (requestId: string): object => ({
  content: Buffer.from(JSON.stringify({ pattern: 'a', data: { requestId } })),
  properties: { replyTo: 'replies' },
});

describe('RmqServer', () => {
  it('begins a message without a key once its own channel confirms the acknowledgement', async () => {
    const { server, handled } = recordingServer();
    // During a reconnection messages of the closed channel and of the new one can arrive in one turn of the event loop.
    const closed = fakeChannel(() => Promise.reject(new Error('Channel closed')));
    const open = fakeChannel(() => Promise.resolve());
    const lost = server.handleMessage(messageOf('lost'), closed);
    const begun = server.handleMessage(messageOf('begun'), open);
    await Promise.all([lost, begun]);
    await sleep(10);
    expect(handled).toEqual(['begun']);
  });

  it('confirms the acknowledgements of one turn of the event loop by one command', async () => {
    const { server, handled } = recordingServer();
    let confirmations = 0;
    const channel = fakeChannel(() => Promise.resolve(++confirmations));
    await Promise.all(['1', '2', '3'].map((requestId) => server.handleMessage(messageOf(requestId), channel)));
    expect([handled, confirmations]).toEqual([['1', '2', '3'], 1]);
  });
});
