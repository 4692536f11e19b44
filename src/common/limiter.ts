import { ServiceUnavailableError } from './errors.js';

interface Waiter {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Limits how many pieces of work run at once. Others wait in the order in which they came. */
export class Limiter {
  private running = 0;
  private readonly waiting = new Set<Waiter>();

  /**
   * @param maxRunning How many run at once.
   * @param maxWaitMs How long others wait at most, in ms.
   */
  constructor(
    private readonly maxRunning: number,
    private readonly maxWaitMs: number,
  ) {}

  /** @throws ServiceUnavailableError if the work could not start in time; otherwise what `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.maxRunning) await this.wait();
    else this.running++;
    try {
      return await work();
    } finally {
      this.startNext();
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        start: resolve,
        timer: setTimeout(() => {
          this.waiting.delete(waiter);
          reject(new ServiceUnavailableError());
        }, this.maxWaitMs),
      };
      this.waiting.add(waiter);
    });
  }

  /** Gives the place of finished work to the one that has waited longest. */
  private startNext(): void {
    const [next] = this.waiting;
    if (!next) {
      this.running--;
      return;
    }
    this.waiting.delete(next);
    clearTimeout(next.timer);
    next.start();
  }
}
