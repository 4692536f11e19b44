import { TooManyRequestsError } from '../../common/errors.js';

/** The most tasks that may wait for a permit of one key. */
const MAX_QUEUE_LENGTH = 100;

interface KeyState {
  running: number;
  /** Each function starts a waiting task. */
  readonly queue: (() => void)[];
}

/** Limits how many tasks of the same key run concurrently. The others wait, first in, first out. */
export class KeyedSemaphore {
  private readonly states = new Map<string, KeyState>();

  /** @param permits How many tasks of one key may run concurrently. */
  constructor(private readonly permits: number) {}

  /** @throws TooManyRequestsError if the queue of this key is full; otherwise what the task throws. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const state = this.states.get(key) ?? { running: 0, queue: [] };
    this.states.set(key, state);
    if (state.running < this.permits) state.running++;
    else if (state.queue.length >= MAX_QUEUE_LENGTH) throw new TooManyRequestsError(1);
    else await new Promise<void>((resolve) => state.queue.push(resolve));
    try {
      return await task();
    } finally {
      const startNext = state.queue.shift();
      if (startNext) startNext();
      else if (--state.running === 0) this.states.delete(key);
    }
  }
}
