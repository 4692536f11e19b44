import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { JsonSocket } from '@nestjs/microservices';
import { MAX_REQUEST_BYTES } from '../../common/limits.js';
import { readPacket } from '../packet.js';

/** The most bytes of answers that wait for a caller who does not read them. */
const MAX_UNSENT_REPLY_BYTES = 16 * 1024 * 1024;
/** How long a caller may be silent in the middle of a message, in ms. */
const INCOMPLETE_MESSAGE_TIMEOUT_MS = 30_000;

/**
 * A caller's connection: messages as Nest frames them. What may stand in the buffer is a message and what the system
 * hands over at once, 64 KiB, so that many small messages in a row are not taken for one that is too large.
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
    const origin = { address: this.socket.remoteAddress ?? '', isBroadcast: false };
    this.socket.emit('message', readPacket(text, origin));
  }

  /**
   * Nothing can be said to who does not keep to the frames, and what they sent may hold secrets: it is not logged. Who
   * does not read has many answers on their way, and each of them comes here.
   */
  protected override handleDataError(): void {
    if (this.socket.destroyed) return;
    const reason =
      this.socket.writableLength > MAX_UNSENT_REPLY_BYTES ? 'it does not read its answers' : 'it cannot be understood';
    new Logger('Messages').warn(`The connection of ${this.socket.remoteAddress} was cut off: ${reason}.`);
    this.socket.destroy();
  }
}
