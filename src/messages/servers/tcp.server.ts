import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type MessageHandler, ServerTCP, type TcpContext } from '@nestjs/microservices';
import { InvalidTcpDataReceptionException } from '@nestjs/microservices/errors/invalid-tcp-data-reception.exception.js';
import { MAX_CONNECTIONS } from '../message-limits.js';
import { ConnectionConcurrencyLimiter } from '../connection-concurrency-limiter.js';
import { MessageSocket } from './message-socket.js';
import type { Packet } from '../packet.js';
import type { InFlightMessages } from '../in-flight-messages.js';
import { settleWithin } from '../../common/with-timeout.js';
import { FLUSH_TIMEOUT_MS } from '../message-limits.js';

/** Messages by TCP: clients connect to the service itself. */
export class TcpServer extends ServerTCP {
  private closing: Promise<void> | undefined;
  private readonly limiters = new WeakMap<Socket, ConnectionConcurrencyLimiter>();

  constructor(
    address: { readonly host: string; readonly port: number },
    private readonly inFlight: InFlightMessages,
  ) {
    super({ ...address, socketClass: MessageSocket, deserializer: { deserialize: (packet: Packet) => packet } });
    inFlight.watch(this, (context) => this.limiterOf(context as TcpContext));
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  private limiterOf(context: TcpContext): ConnectionConcurrencyLimiter {
    const socket = context.getSocketRef().netSocket;
    let limiter = this.limiters.get(socket);
    if (!limiter) this.limiters.set(socket, (limiter = new ConnectionConcurrencyLimiter(socket)));
    return limiter;
  }

  /** Nest reports only two of the errors that an unusable address causes. */
  override listen(callback: (error?: unknown) => void): void {
    this.server.once('error', callback);
    super.listen(callback);
  }

  override getHandlerByPattern(pattern: string): MessageHandler {
    return this.inFlight.handlerFor(pattern, super.getHandlerByPattern(pattern));
  }

  /** Ignores a message without an id: its sender could not receive an error. */
  override handleEvent(): Promise<void> {
    return Promise.resolve();
  }

  /** A connection that its client resets is not an error of the service. */
  protected override handleError(error: string): void {
    if (!((error as unknown) instanceof InvalidTcpDataReceptionException)) super.handleError(error);
  }

  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- Nest awaits it, as it does for the other servers
  override close(): Promise<void> {
    return (this.closing ??= this.drainAndClose());
  }

  private async drainAndClose(): Promise<void> {
    this.server.close();
    this.inFlight.close();
    await this.inFlight.drained();
    const sockets = [...this.openSockets];
    await settleWithin(FLUSH_TIMEOUT_MS, Promise.all(sockets.map((socket) => once(socket.end(), 'close'))));
    super.close();
  }
}
