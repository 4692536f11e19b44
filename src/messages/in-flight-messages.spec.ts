import { setImmediate as nextEventLoopTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { BaseRpcContext, Server } from '@nestjs/microservices';
import { lastValueFrom, type Observable, of, Subject } from 'rxjs';
import { MessageCall } from '../content/operations/message-call.js';
import { InFlightMessages } from './in-flight-messages.js';

/** A server without a transport. */
class FakeServer extends Server {
  /** Handles a message that is in progress until `reply` completes or fails. */
  handle(reply: Observable<string>): void {
    this.handleRequest(
      new BaseRpcContext([]),
      () => Promise.resolve(reply),
      () => undefined,
    );
  }

  on(): void {
    throw new Error('Not used');
  }

  unwrap(): never {
    throw new Error('Not used');
  }

  listen(): void {
    throw new Error('Not used');
  }

  close(): void {
    throw new Error('Not used');
  }
}

const message = new MessageCall({}, { address: '', isBroadcast: false });
const handler = (): Promise<Observable<string>> => Promise.resolve(of('handled'));

/** The result of the handler that a message gets, or its error. */
async function handleMessage(inFlight: InFlightMessages): Promise<unknown> {
  const result = (await inFlight.handlerFor('a', handler)(message)) as Observable<unknown>;
  return lastValueFrom(result).catch((error: unknown) => error);
}

function watchedServer(inFlight: InFlightMessages): FakeServer {
  const server = new FakeServer();
  inFlight.watch(server);
  return server;
}

/** Begins a message, which is in progress until the subject completes or fails. */
function beginMessage(server: FakeServer): Subject<string> {
  const reply = new Subject<string>();
  server.handle(reply);
  return reply;
}

describe('InFlightMessages', () => {
  it('rejects messages over the limit with 503 and retryAfter', async () => {
    const inFlight = new InFlightMessages(2);
    const server = watchedServer(inFlight);
    beginMessage(server);
    expect(await handleMessage(inFlight)).toBe('handled');
    const second = beginMessage(server);
    expect(await handleMessage(inFlight)).toMatchObject({ status: 503, retryAfter: 1 });
    await nextEventLoopTurn();
    second.complete();
    expect(await handleMessage(inFlight)).toBe('handled');
  });

  it('is drained when no message is in progress, whether they succeed or fail', async () => {
    const inFlight = new InFlightMessages();
    const server = watchedServer(inFlight);
    await inFlight.drained();
    const [first, second] = [beginMessage(server), beginMessage(server)];
    await nextEventLoopTurn();
    let isDrained = false;
    const drained = inFlight.drained().then(() => (isDrained = true));
    first.error(new Error('failed'));
    await nextEventLoopTurn();
    expect(isDrained).toBe(false);
    second.complete();
    await drained;
  });

  it('rejects every message after close', async () => {
    const inFlight = new InFlightMessages();
    inFlight.close();
    expect(await handleMessage(inFlight)).toMatchObject({ status: 503 });
  });
});
