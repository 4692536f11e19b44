import { describe, expect, it } from '@jest/globals';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { ServiceUnavailableError } from '../../common/errors.js';
import { BatchQueue } from './batch-queue.js';

/** A write that records its batches and completes when the test releases it. */
function controlledWrite() {
  const batches: number[][] = [];
  const releases: ((error?: Error) => void)[] = [];
  const write = (items: readonly number[]): Promise<(number | Error)[]> => {
    batches.push([...items]);
    return new Promise((resolve, reject) => {
      releases.push((error) =>
        error ? reject(error) : resolve(items.map((item) => (item < 0 ? new Error(`bad ${item}`) : item * 10))),
      );
    });
  };
  return { batches, write, release: (index: number, error?: Error) => releases[index]?.(error) };
}

describe('BatchQueue', () => {
  it('writes a single item at once, and combines the items that arrive during that write', async () => {
    const { batches, write, release } = controlledWrite();
    const queue = new BatchQueue<number, number>(write);
    const first = queue.enqueue(1);
    await yieldToEventLoop();
    expect(batches).toEqual([[1]]);
    const others = [queue.enqueue(2), queue.enqueue(3)];
    await yieldToEventLoop();
    expect(batches).toEqual([[1]]);
    release(0);
    expect(await first).toBe(10);
    await yieldToEventLoop();
    expect(batches).toEqual([[1], [2, 3]]);
    release(1);
    expect(await Promise.all(others)).toEqual([20, 30]);
  });

  it('returns no result before the write is done', async () => {
    const { write, release } = controlledWrite();
    let isSettled = false;
    const added = new BatchQueue<number, number>(write).enqueue(1).then(() => (isSettled = true));
    await yieldToEventLoop();
    await yieldToEventLoop();
    expect(isSettled).toBe(false);
    release(0);
    await added;
  });

  it('rejects only the item with an error, but all items of a write that throws', async () => {
    const { write, release } = controlledWrite();
    const queue = new BatchQueue<number, number>(write);
    const together = Promise.allSettled([queue.enqueue(1), queue.enqueue(-2), queue.enqueue(3)]);
    await yieldToEventLoop();
    release(0);
    expect(await together).toMatchObject([
      { value: 10 },
      { status: 'rejected', reason: { message: 'bad -2' } },
      { value: 30 },
    ]);
    const failing = Promise.allSettled([queue.enqueue(4), queue.enqueue(5)]);
    await yieldToEventLoop();
    release(1, new Error('disk full'));
    expect(await failing).toMatchObject([{ reason: { message: 'disk full' } }, { reason: { message: 'disk full' } }]);
  });

  it('finds the bad value that fails a batch, and writes the other items', async () => {
    const writes: number[][] = [];
    const queue = new BatchQueue<number, number>((items) => {
      writes.push([...items]);
      if (items.includes(5)) return Promise.reject(Object.assign(new Error('bad value'), { code: '22P05' }));
      return Promise.resolve(items);
    });
    const results = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map((item) => queue.enqueue(item)));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      true,
      true,
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(writes.length).toBeLessThan(8);
  });

  it('does not repeat a write that may have been committed', async () => {
    let writes = 0;
    const queue = new BatchQueue<number, number>(() => {
      writes++;
      return Promise.reject(new ServiceUnavailableError());
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => queue.enqueue(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(writes).toBe(1);
  });

  it('does not wait for an item whose result takes longer', async () => {
    let finish: (result: number) => void = () => undefined;
    const later = new Promise<number>((resolve) => (finish = resolve));
    const queue = new BatchQueue<number, number>((items) =>
      Promise.resolve(items.map((item) => (item === 1 ? later : item))),
    );
    const slow = queue.enqueue(1);
    expect(await queue.enqueue(2)).toBe(2);
    expect(await queue.enqueue(3)).toBe(3);
    finish(1);
    expect(await slow).toBe(1);
  });

  it('starts the next batch beside a batch that takes longer than maxRunMs', async () => {
    let finish: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => (finish = resolve));
    const run = async (items: readonly number[]): Promise<readonly number[]> => {
      if (items.includes(1)) await stuck;
      return items;
    };
    const queue = new BatchQueue(run, { maxBatchSize: 2, maxQueueSize: 3, maxRunMs: 1 });
    const slow = queue.enqueue(1);
    await yieldToEventLoop();
    expect(await queue.enqueue(2)).toBe(2);
    finish();
    expect(await slow).toBe(1);
  });

  it('continues after a write that throws', async () => {
    let calls = 0;
    const queue = new BatchQueue<number, number>((items) => {
      if (++calls === 1) throw new Error('thrown');
      return Promise.resolve(items);
    });
    await expect(queue.enqueue(1)).rejects.toThrow('thrown');
    expect(await queue.enqueue(2)).toBe(2);
  });

  it('rejects items beyond maxQueueSize, and writes at most maxBatchSize items at once', async () => {
    const { batches, write, release } = controlledWrite();
    const queue = new BatchQueue<number, number>(write, { maxBatchSize: 2, maxQueueSize: 3 });
    const added = [queue.enqueue(1), queue.enqueue(2), queue.enqueue(3)];
    await expect(queue.enqueue(4)).rejects.toThrow(ServiceUnavailableError);
    await yieldToEventLoop();
    release(0);
    await added[1];
    await yieldToEventLoop();
    release(1);
    await Promise.all(added);
    expect(batches).toEqual([[1, 2], [3]]);
  });
});
