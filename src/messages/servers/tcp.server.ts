import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type MessageHandler, ServerTCP, type TcpContext } from '@nestjs/microservices';
import { InvalidTcpDataReceptionException } from '@nestjs/microservices/errors/invalid-tcp-data-reception.exception.js';
import { MAX_CONNECTIONS } from '../message-limits.js';
import { ConnectionConcurrencyLimiter } from '../connection-concurrency-limiter.js';
import { MessageSocket } from './message-socket.js';
import type { Packet } from '../packet.js';
import { FLUSH_TIMEOUT_MS, type InFlightMessages, within } from '../in-flight-messages.js';

/** Messages by connections of their callers. */
export class TcpServer extends ServerTCP {
  private closing: Promise<void> | undefined;
  private readonly lines = new WeakMap<Socket, ConnectionConcurrencyLimiter>();

  constructor(
    address: { readonly host: string; readonly port: number },
    private readonly traffic: InFlightMessages,
  ) {
    super({ ...address, socketClass: MessageSocket, deserializer: { deserialize: (packet: Packet) => packet } });
    traffic.watch(this, (context) => this.lineOf(context as TcpContext));
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** Each connection's messages take turns. */
  private lineOf(context: TcpContext): ConnectionConcurrencyLimiter {
    const socket = context.getSocketRef().netSocket;
    let line = this.lines.get(socket);
    if (!line) this.lines.set(socket, (line = new ConnectionConcurrencyLimiter(socket)));
    return line;
  }

  /** Of an address that cannot be had the caller would hear nothing but for a few reasons. */
  override listen(callback: (error?: unknown) => void): void {
    this.server.once('error', callback);
    super.listen(callback);
  }

  override getHandlerByPattern(pattern: string): MessageHandler {
    return this.traffic.handlerFor(pattern, super.getHandlerByPattern(pattern));
  }

  /** Who waits for no reply could not be told of an error: nothing is done. */
  override handleEvent(): Promise<void> {
    return Promise.resolve();
  }

  /** A connection that its caller breaks off is no error of the service. */
  protected override handleError(error: string): void {
    if (!((error as unknown) instanceof InvalidTcpDataReceptionException)) super.handleError(error);
  }

  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- Nest waits for it, as it does for the others'
  override close(): Promise<void> {
    return (this.closing ??= this.finish());
  }

  private async finish(): Promise<void> {
    this.server.close();
    this.traffic.close();
    await this.traffic.drained();
    const sockets = [...this.openSockets];
    await within(FLUSH_TIMEOUT_MS, Promise.all(sockets.map((socket) => once(socket.end(), 'close'))));
    super.close();
  }
}
