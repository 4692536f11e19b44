import type { Socket } from 'node:net';
import { MAX_IN_FLIGHT_PER_CONNECTION } from './message-limits.js';

/**
 * The messages of one connection: only so many of them are under way at once. The others wait in their order, and
 * meanwhile nothing more is read of it, so that one caller keeps nobody else waiting for long.
 */
export class ConnectionConcurrencyLimiter {
  private inFlight = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly socket: Pick<Socket, 'destroyed' | 'pause' | 'resume' | 'writableNeedDrain'>) {}

  /**
   * Waits for a turn, which ends by `leave`.
   *
   * @returns Whether there is still somebody to answer; without, the turn has ended already.
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

  release(): void {
    const next = this.waiting.shift();
    if (!next) {
      this.inFlight--;
      return;
    }
    setImmediate(next); // whoever else has sent something meanwhile is heard first
    // Nest goes on by itself once a caller reads again who had too much to read.
    if (this.waiting.length === 0 && !this.socket.writableNeedDrain) this.socket.resume();
  }
}
