import { describe, expect, it } from '@jest/globals';
import { BaseRpcContext, Server } from '@nestjs/microservices';
import { lastValueFrom, type Observable, of, Subject } from 'rxjs';
import { MessageCall } from '../content/operations/message-call.js';
import { InFlightMessages } from './in-flight-messages.js';

/** As much of a server as is watched: what it takes is under way until its reply is complete. */
class Watched extends Server {
  take(reply: Observable<string>): void {
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

describe('Traffic', () => {
  const message = new MessageCall({}, { address: '', isBroadcast: false });
  const answer = (): Promise<Observable<string>> => Promise.resolve(of('answered'));
  const reply = async (inFlight: InFlightMessages): Promise<unknown> =>
    lastValueFrom((await inFlight.handlerFor('a', answer)(message)) as Observable<unknown>).catch(
      (error: unknown) => error,
    );
  const watched = (inFlight: InFlightMessages): Watched => {
    const server = new Watched();
    inFlight.watch(server);
    return server;
  };
  const take = (server: Watched): Subject<string> => {
    const reply = new Subject<string>();
    server.take(reply);
    return reply;
  };
  const turn = (): Promise<unknown> => new Promise(setImmediate);

  it('rejects messages beyond the limit with 503 and Retry-After until others finish', async () => {
    const inFlight = new InFlightMessages(2);
    const server = watched(inFlight);
    take(server);
    expect(await reply(inFlight)).toBe('answered');
    const second = take(server);
    expect(await reply(inFlight)).toMatchObject({ status: 503, retryAfter: 1 });
    await turn();
    second.complete();
    expect(await reply(inFlight)).toBe('answered');
  });

  it('is drained once everything under way has ended', async () => {
    const inFlight = new InFlightMessages();
    const server = watched(inFlight);
    await inFlight.drained();
    const [one, two] = [take(server), take(server)];
    await turn();
    let isDrained = false;
    const drained = inFlight.drained().then(() => (isDrained = true));
    one.error(new Error('ends too'));
    await turn();
    expect(isDrained).toBe(false);
    two.complete();
    await drained;
  });

  it('turns everything away once it is closed', async () => {
    const inFlight = new InFlightMessages();
    inFlight.close();
    expect(await reply(inFlight)).toMatchObject({ status: 503 });
  });
});
