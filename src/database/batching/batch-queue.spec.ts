import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { ServiceUnavailableError } from '../../common/errors.js';
import { BatchQueue } from './batch-queue.js';

/** A write that notes what it was given and is finished by hand. */
function heldWrite() {
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

describe('Batch', () => {
  it('writes a lone item at once, and together those that arrive meanwhile', async () => {
    const { batches, write, release } = heldWrite();
    const batch = new BatchQueue<number, number>(write);
    const first = batch.enqueue(1);
    await turn();
    expect(batches).toEqual([[1]]);
    const others = [batch.enqueue(2), batch.enqueue(3)];
    await turn();
    expect(batches).toEqual([[1]]);
    release(0);
    expect(await first).toBe(10);
    await turn();
    expect(batches).toEqual([[1], [2, 3]]);
    release(1);
    expect(await Promise.all(others)).toEqual([20, 30]);
  });

  it('answers nobody before the write is done', async () => {
    const { write, release } = heldWrite();
    let answered = false;
    const added = new BatchQueue<number, number>(write).enqueue(1).then(() => (answered = true));
    await turn();
    await turn();
    expect(answered).toBe(false);
    release(0);
    await added;
  });

  it('fails a bad item alone, and everybody where the write itself fails', async () => {
    const { write, release } = heldWrite();
    const batch = new BatchQueue<number, number>(write);
    const together = Promise.allSettled([batch.enqueue(1), batch.enqueue(-2), batch.enqueue(3)]);
    await turn();
    release(0);
    expect(await together).toMatchObject([
      { value: 10 },
      { status: 'rejected', reason: { message: 'bad -2' } },
      { value: 30 },
    ]);
    const failing = Promise.allSettled([batch.enqueue(4), batch.enqueue(5)]);
    await turn();
    release(1, new Error('disk full'));
    expect(await failing).toMatchObject([{ reason: { message: 'disk full' } }, { reason: { message: 'disk full' } }]);
  });

  it('finds a value that fails the whole write, and stores its neighbours', async () => {
    const writes: number[][] = [];
    const batch = new BatchQueue<number, number>((items) => {
      writes.push([...items]);
      if (items.includes(5)) return Promise.reject(Object.assign(new Error('bad value'), { code: '22P05' }));
      return Promise.resolve(items);
    });
    const results = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map((item) => batch.enqueue(item)));
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

  it('does not repeat a write of which it is not known whether it was done', async () => {
    let writes = 0;
    const batch = new BatchQueue<number, number>(() => {
      writes++;
      return Promise.reject(new ServiceUnavailableError());
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => batch.enqueue(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(writes).toBe(1);
  });

  it('goes on without an item whose result takes longer', async () => {
    let finish: (result: number) => void = () => undefined;
    const later = new Promise<number>((resolve) => (finish = resolve));
    const batch = new BatchQueue<number, number>((items) =>
      Promise.resolve(items.map((item) => (item === 1 ? later : item))),
    );
    const slow = batch.enqueue(1);
    expect(await batch.enqueue(2)).toBe(2);
    expect(await batch.enqueue(3)).toBe(3);
    finish(1);
    expect(await slow).toBe(1);
  });

  it('goes on beside a run that takes longer than the others may wait', async () => {
    let finish: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => (finish = resolve));
    const run = async (items: readonly number[]): Promise<readonly number[]> => {
      if (items.includes(1)) await stuck;
      return items;
    };
    const batch = new BatchQueue(run, { maxBatchSize: 2, maxQueueSize: 3, maxRunMs: 1 });
    const slow = batch.enqueue(1);
    await turn();
    expect(await batch.enqueue(2)).toBe(2);
    finish();
    expect(await slow).toBe(1);
  });

  it('goes on after a write that failed or threw', async () => {
    let calls = 0;
    const batch = new BatchQueue<number, number>((items) => {
      if (++calls === 1) throw new Error('thrown');
      return Promise.resolve(items);
    });
    await expect(batch.enqueue(1)).rejects.toThrow('thrown');
    expect(await batch.enqueue(2)).toBe(2);
  });

  it('refuses what is more than may wait, and writes no more together than it may', async () => {
    const { batches, write, release } = heldWrite();
    const batch = new BatchQueue<number, number>(write, { maxBatchSize: 2, maxQueueSize: 3 });
    const added = [batch.enqueue(1), batch.enqueue(2), batch.enqueue(3)];
    await expect(batch.enqueue(4)).rejects.toThrow(ServiceUnavailableError);
    await turn();
    release(0);
    await added[1];
    await turn();
    release(1);
    await Promise.all(added);
    expect(batches).toEqual([[1, 2], [3]]);
  });
});
