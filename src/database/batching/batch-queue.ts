import { setImmediate as turn } from 'node:timers/promises';
import { ServiceUnavailableError } from '../../common/errors.js';
import { isBadValue } from '../engine/database-errors.js';

interface QueuedItem<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
}

/** How much a batch may take on. */
interface BatchQueueOptions {
  /** The most items in one run. */
  readonly maxBatchSize: number;
  /** The most items that may wait. */
  readonly maxQueueSize: number;
  /** How long a run may keep the next one waiting, in ms; as long as it takes where nothing is said. */
  readonly maxRunMs?: number;
}

// A connection may have died without a word: then it holds up those that it has, and nobody else.
const DEFAULT_OPTIONS: BatchQueueOptions = { maxBatchSize: 500, maxQueueSize: 20_000, maxRunMs: 250 };

/**
 * Gathers calls that arrive together, or while one is under way, into one: a commit, or a round trip, costs the same for
 * one row as for many. A lone call waits for nobody.
 */
export class BatchQueue<Item, Result> {
  private queue: QueuedItem<Item, Result>[] = [];
  private isRunning = false;

  /**
   * @param run Runs all items or, where it fails, none. Gives back, in their order, each one's result, a promise of it,
   *   or the error that it alone met. Only once it is fulfilled is anybody answered.
   */
  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly (Result | Promise<Result> | Error)[]>,
    private readonly limits = DEFAULT_OPTIONS,
  ) {}

  /** @throws ServiceUnavailableError where too many are waiting already. */
  enqueue(item: Item): Promise<Result> {
    if (this.queue.length >= this.limits.maxQueueSize) return Promise.reject(new ServiceUnavailableError());
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      if (!this.isRunning) void this.runAll();
    });
  }

  private async runAll(): Promise<void> {
    this.isRunning = true;
    await turn(); // whoever arrives in this turn of the event loop joins
    while (this.queue.length > 0) {
      await this.waitForRun(this.runOnce(this.queue.splice(0, this.limits.maxBatchSize)));
    }
    this.isRunning = false;
  }

  /** Waits for a run while there is patience; after that it goes on beside those that follow. */
  private async waitForRun(run: Promise<void>): Promise<void> {
    const { maxRunMs } = this.limits;
    if (maxRunMs === undefined) return run;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([run, new Promise<void>((resolve) => (timer = setTimeout(resolve, maxRunMs)))]);
    clearTimeout(timer);
  }

  private async runOnce(batch: readonly QueuedItem<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result instanceof Error) reject(result);
        else resolve(result as Result | Promise<Result>);
      });
    } catch (error) {
      if (batch.length > 1 && isBadValue(error)) return this.runHalves(batch);
      for (const { reject } of batch) reject(error);
    }
  }

  /** Finds the items with values that the database refuses: nobody else is to fail with them. */
  private async runHalves(batch: readonly QueuedItem<Item, Result>[]): Promise<void> {
    const middle = batch.length >> 1;
    await this.runOnce(batch.slice(0, middle));
    await this.runOnce(batch.slice(middle));
  }
}
