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
  const reply = async (traffic: InFlightMessages): Promise<unknown> =>
    lastValueFrom((await traffic.handlerFor('a', answer)(message)) as Observable<unknown>).catch(
      (error: unknown) => error,
    );
  const watched = (traffic: InFlightMessages): Watched => {
    const server = new Watched();
    traffic.watch(server);
    return server;
  };
  const take = (server: Watched): Subject<string> => {
    const reply = new Subject<string>();
    server.take(reply);
    return reply;
  };
  const turn = (): Promise<unknown> => new Promise(setImmediate);

  it('turns away what is too much until there is room, saying when to try again', async () => {
    const traffic = new InFlightMessages(2);
    const server = watched(traffic);
    take(server);
    expect(await reply(traffic)).toBe('answered');
    const second = take(server);
    expect(await reply(traffic)).toMatchObject({ status: 503, retryAfter: 1 });
    await turn();
    second.complete();
    expect(await reply(traffic)).toBe('answered');
  });

  it('is drained once everything under way has ended', async () => {
    const traffic = new InFlightMessages();
    const server = watched(traffic);
    await traffic.drained();
    const [one, two] = [take(server), take(server)];
    await turn();
    let isDrained = false;
    const drained = traffic.drained().then(() => (isDrained = true));
    one.error(new Error('ends too'));
    await turn();
    expect(isDrained).toBe(false);
    two.complete();
    await drained;
  });

  it('turns everything away once it is closed', async () => {
    const traffic = new InFlightMessages();
    traffic.close();
    expect(await reply(traffic)).toMatchObject({ status: 503 });
  });
});
