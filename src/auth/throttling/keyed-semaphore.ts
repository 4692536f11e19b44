import { TooManyRequestsError } from '../../common/errors.js';

/** How many may wait for a turn. */
const MAX_QUEUE_LENGTH = 100;

/** Lets only so many of a kind work at once; the others wait, in their order. */
export class KeyedSemaphore {
  private readonly lines = new Map<string, { working: number; waiting: (() => void)[] }>();

  /** @param permits How many of one key may work at once. */
  constructor(private readonly permits: number) {}

  /** @throws TooManyRequestsError where too many are waiting. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(key) ?? { working: 0, waiting: [] };
    this.lines.set(key, line);
    if (line.working < this.permits) line.working++;
    else if (line.waiting.length >= MAX_QUEUE_LENGTH) throw new TooManyRequestsError(1);
    else await new Promise<void>((resolve) => line.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next) next();
      else if (--line.working === 0) this.lines.delete(key);
    }
  }
}
