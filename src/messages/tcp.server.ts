import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type MessageHandler, ServerTCP, type TcpContext, type Transport } from '@nestjs/microservices';
import { InvalidTcpDataReceptionException } from '@nestjs/microservices/errors/invalid-tcp-data-reception.exception.js';
import { MAX_CONNECTIONS } from './limits.js';
import { Line } from './line.js';
import { MessageSocket } from './message-socket.js';
import type { Packet } from './packet.js';
import { type Traffic, within } from './traffic.js';

/** How long callers may take to take their last answers, in ms. */
const FAREWELL = 500;

/** Messages by connections of their callers. */
export class TcpServer extends ServerTCP {
  private closing: Promise<void> | undefined;
  private readonly lines = new WeakMap<Socket, Line>();

  constructor(
    address: { readonly host: string; readonly port: number },
    private readonly traffic: Traffic,
  ) {
    super({ ...address, socketClass: MessageSocket, deserializer: { deserialize: (packet: Packet) => packet } });
    traffic.watch(this);
    this.keepLines();
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** Each connection's messages take turns: Nest lets itself be kept waiting before a message, and tells of its end. */
  private keepLines(): void {
    const { onProcessingStartHook: begin, onProcessingEndHook: end } = this;
    const inTurn = async (
      transport: Transport | symbol,
      context: unknown,
      work: () => Promise<unknown>,
    ): Promise<void> => {
      if (await this.lineOf(context).enter()) begin(transport, context as TcpContext, work);
    };
    this.setOnProcessingStartHook((...message) => void inTurn(...message));
    this.setOnProcessingEndHook((transport, context) => {
      this.lineOf(context).leave();
      end(transport, context as TcpContext);
    });
  }

  private lineOf(context: unknown): Line {
    const socket = (context as TcpContext).getSocketRef().netSocket;
    let line = this.lines.get(socket);
    if (!line) this.lines.set(socket, (line = new Line(socket)));
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
    await within(FAREWELL, Promise.all(sockets.map((socket) => once(socket.end(), 'close'))));
    super.close();
  }
}
