import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { JsonSocket } from '@nestjs/microservices';
import { MAX_REQUEST_BYTES } from '../../common/limits.js';
import { readPacket } from '../packet.js';

/** How many bytes of unread replies a connection may have before it is closed. */
const MAX_UNSENT_REPLY_BYTES = 16 * 1024 * 1024;
/** How long the rest of an incomplete message may take to arrive, in ms. */
const INCOMPLETE_MESSAGE_TIMEOUT_MS = 30_000;

/**
 * A client's connection, with Nest's framing of messages. The receive buffer is larger than one message by what one read
 * of the socket returns (64 KiB), so that many small messages in one read do not count as one that is too large.
 */
export class MessageSocket extends JsonSocket {
  constructor(socket: Socket) {
    super(socket, {
      maxBufferSize: 2 * MAX_REQUEST_BYTES + 16,
      incompleteMessageTimeout: INCOMPLETE_MESSAGE_TIMEOUT_MS,
      maxSendBufferSize: MAX_UNSENT_REPLY_BYTES,
    });
  }

  protected override emitMessage(text: string): void {
    const source = { address: this.socket.remoteAddress ?? '', isBroadcast: false };
    this.socket.emit('message', readPacket(text, source));
  }

  /**
   * Called for a framing error, and for each reply that overflows the send buffer. No reply is possible. The payload may
   * contain secrets, so it is not logged.
   */
  protected override handleDataError(): void {
    if (this.socket.destroyed) return;
    const reason =
      this.socket.writableLength > MAX_UNSENT_REPLY_BYTES ? 'it does not read its replies' : 'it sent an invalid frame';
    new Logger('Messages').warn(`The connection of ${this.socket.remoteAddress} was closed: ${reason}.`);
    this.socket.destroy();
  }
}
