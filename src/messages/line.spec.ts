import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { MAX_UNDER_WAY_OF_ONE } from './limits.js';
import { Line } from './line.js';

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
  const line = new Line(socket);
  const begun: number[] = [];
  for (let index = 0; index < MAX_UNDER_WAY_OF_ONE + waiting; index++) {
    void line.enter().then((isWanted) => isWanted && begun.push(index));
  }
  return { line, begun, socket };
}

describe('Line', () => {
  it('lets so many begin, reads no more meanwhile, and lets one in for each that ends, in their order', async () => {
    const { line, begun, socket } = busyLine();
    await turn();
    expect(begun).toHaveLength(MAX_UNDER_WAY_OF_ONE);
    expect(socket.isRead).toBe(false);
    line.leave();
    await turn();
    await turn();
    expect(begun.slice(MAX_UNDER_WAY_OF_ONE)).toEqual([MAX_UNDER_WAY_OF_ONE]);
    expect(socket.isRead).toBe(false);
    line.leave();
    line.leave();
    await turn();
    await turn();
    expect(begun.slice(MAX_UNDER_WAY_OF_ONE)).toHaveLength(3);
    expect(socket.isRead).toBe(true);
  });

  it('leaves it to Nest to read on where the caller has answers to read first', async () => {
    const { line, socket } = busyLine(connection(), 1);
    socket.writableNeedDrain = true;
    line.leave();
    await turn();
    expect(socket.isRead).toBe(false);
  });

  it('begins nothing for a caller who is gone, and is empty in the end', async () => {
    const { line, begun, socket } = busyLine();
    await turn();
    socket.destroyed = true;
    for (let index = 0; index < MAX_UNDER_WAY_OF_ONE; index++) line.leave();
    for (let index = 0; index < 5; index++) await turn();
    expect(begun).toHaveLength(MAX_UNDER_WAY_OF_ONE);
    socket.destroyed = false;
    expect(await line.enter()).toBe(true);
  });
});
