import type { Socket } from 'node:net';
import { MAX_IN_FLIGHT_PER_CONNECTION } from './message-limits.js';

/**
 * Limits how many messages of one connection are in progress. Further messages wait in order of arrival, and the socket
 * is paused meanwhile, so one client cannot delay the others for long.
 */
export class ConnectionConcurrencyLimiter {
  private inFlight = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly socket: Pick<Socket, 'destroyed' | 'pause' | 'resume' | 'writableNeedDrain'>) {}

  /**
   * Waits for a free slot, which the caller gives back by `release`.
   *
   * @returns Whether the connection is still open. If not, the slot is free again already.
   */
  async acquire(): Promise<boolean> {
    if (this.inFlight < MAX_IN_FLIGHT_PER_CONNECTION) {
      this.inFlight++;
    } else {
      this.socket.pause();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.socket.destroyed) this.release();
    return !this.socket.destroyed;
  }

  /** Gives a slot back, to the message that has waited longest if any. */
  release(): void {
    const next = this.waiting.shift();
    if (!next) {
      this.inFlight--;
      return;
    }
    setImmediate(next); // messages that other connections have sent meanwhile go first
    // Nest resumes a socket itself once its client has read the replies that fill the send buffer.
    if (this.waiting.length === 0 && !this.socket.writableNeedDrain) this.socket.resume();
  }
}
