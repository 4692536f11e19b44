import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { MAX_IN_FLIGHT_PER_CONNECTION } from './message-limits.js';
import { ConnectionConcurrencyLimiter } from './connection-concurrency-limiter.js';

/** A connection that notes whether it is read. */
function connection() {
  const socket = {
    destroyed: false,
    writableNeedDrain: false,
    isRead: true,
    pause: () => ((socket.isRead = false), socket as never),
    resume: () => ((socket.isRead = true), socket as never),
  };
  return socket;
}

/** A line whose turns are all taken, and some who wait. */
function busyLine(socket = connection(), waiting = 3) {
  const line = new ConnectionConcurrencyLimiter(socket);
  const begun: number[] = [];
  for (let index = 0; index < MAX_IN_FLIGHT_PER_CONNECTION + waiting; index++) {
    void line.acquire().then((isWanted) => isWanted && begun.push(index));
  }
  return { line, begun, socket };
}

describe('Line', () => {
  it('lets so many begin, reads no more meanwhile, and lets one in for each that ends, in their order', async () => {
    const { line, begun, socket } = busyLine();
    await turn();
    expect(begun).toHaveLength(MAX_IN_FLIGHT_PER_CONNECTION);
    expect(socket.isRead).toBe(false);
    line.release();
    await turn();
    await turn();
    expect(begun.slice(MAX_IN_FLIGHT_PER_CONNECTION)).toEqual([MAX_IN_FLIGHT_PER_CONNECTION]);
    expect(socket.isRead).toBe(false);
    line.release();
    line.release();
    await turn();
    await turn();
    expect(begun.slice(MAX_IN_FLIGHT_PER_CONNECTION)).toHaveLength(3);
    expect(socket.isRead).toBe(true);
  });

  it('leaves it to Nest to read on where the caller has answers to read first', async () => {
    const { line, socket } = busyLine(connection(), 1);
    socket.writableNeedDrain = true;
    line.release();
    await turn();
    expect(socket.isRead).toBe(false);
  });

  it('begins nothing for a caller who is gone, and is empty in the end', async () => {
    const { line, begun, socket } = busyLine();
    await turn();
    socket.destroyed = true;
    for (let index = 0; index < MAX_IN_FLIGHT_PER_CONNECTION; index++) line.release();
    for (let index = 0; index < 5; index++) await turn();
    expect(begun).toHaveLength(MAX_IN_FLIGHT_PER_CONNECTION);
    socket.destroyed = false;
    expect(await line.acquire()).toBe(true);
  });
});
