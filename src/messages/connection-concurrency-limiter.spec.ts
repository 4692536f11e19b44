import { setImmediate as nextEventLoopTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { MAX_IN_FLIGHT_PER_CONNECTION } from './message-limits.js';
import { ConnectionConcurrencyLimiter } from './connection-concurrency-limiter.js';

/** A socket that records whether it is paused. */
function fakeSocket() {
  const socket = {
    destroyed: false,
    writableNeedDrain: false,
    isPaused: false,
    pause: () => ((socket.isPaused = true), socket as never),
    resume: () => ((socket.isPaused = false), socket as never),
  };
  return socket;
}

/** A limiter without a free slot, and some messages that wait. */
function busyLimiter(waiting = 3) {
  const socket = fakeSocket();
  const limiter = new ConnectionConcurrencyLimiter(socket);
  const begun: number[] = [];
  for (let index = 0; index < MAX_IN_FLIGHT_PER_CONNECTION + waiting; index++) {
    void limiter.acquire().then((isOpen) => isOpen && begun.push(index));
  }
  return { limiter, begun, socket };
}

describe('ConnectionConcurrencyLimiter', () => {
  it('pauses the socket at the limit, begins one message per released slot in order, and resumes the socket', async () => {
    const { limiter, begun, socket } = busyLimiter();
    await nextEventLoopTurn();
    expect(begun).toHaveLength(MAX_IN_FLIGHT_PER_CONNECTION);
    expect(socket.isPaused).toBe(true);
    limiter.release();
    await nextEventLoopTurn();
    await nextEventLoopTurn();
    expect(begun.slice(MAX_IN_FLIGHT_PER_CONNECTION)).toEqual([MAX_IN_FLIGHT_PER_CONNECTION]);
    expect(socket.isPaused).toBe(true);
    limiter.release();
    limiter.release();
    await nextEventLoopTurn();
    await nextEventLoopTurn();
    expect(begun.slice(MAX_IN_FLIGHT_PER_CONNECTION)).toHaveLength(3);
    expect(socket.isPaused).toBe(false);
  });

  it('leaves the socket paused while the client has unread replies', async () => {
    const { limiter, socket } = busyLimiter(1);
    socket.writableNeedDrain = true;
    limiter.release();
    await nextEventLoopTurn();
    expect(socket.isPaused).toBe(true);
  });

  it('begins no message of a closed connection, and frees all slots', async () => {
    const { limiter, begun, socket } = busyLimiter();
    await nextEventLoopTurn();
    socket.destroyed = true;
    for (let index = 0; index < MAX_IN_FLIGHT_PER_CONNECTION; index++) limiter.release();
    for (let index = 0; index < 5; index++) await nextEventLoopTurn();
    expect(begun).toHaveLength(MAX_IN_FLIGHT_PER_CONNECTION);
    socket.destroyed = false;
    expect(await limiter.acquire()).toBe(true);
  });
});
