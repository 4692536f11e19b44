import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { batchStarted, type ObservedQueue, queueCreated } from '../../common/events.js';
import { ServiceUnavailableError } from '../../common/errors.js';
import { settleWithin } from '../../common/with-timeout.js';
import { isBadValue } from '../engine/database-errors.js';
import { batchTracing, type TracedItem } from './batch-tracer.js';

interface QueuedItem<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
  readonly traced: TracedItem | undefined;
}

interface BatchQueueOptions {
  /** Items in one batch. */
  readonly maxBatchSize: number;
  /** Items that may wait for a batch. */
  readonly maxQueueSize: number;
  /** How long the queue waits for a batch before it starts the next one beside it, in ms. No limit by default. */
  readonly maxRunMs?: number;
}

/** Batches that run at once. Those that wait for a locked table leave connections for other calls. */
const MAX_RUNNING_BATCHES = 3;

// With maxRunMs, a connection that has silently died delays only the items of its own batch.
const DEFAULT_OPTIONS: BatchQueueOptions = { maxBatchSize: 500, maxQueueSize: 20_000, maxRunMs: 250 };

/**
 * Combines concurrent calls into batches, because a commit or a round trip costs the same for one row as for many. Items
 * that arrive while a batch runs form the next batch. An item that arrives alone does not wait for others.
 */
export class BatchQueue<Item, Result> implements ObservedQueue {
  private queue: QueuedItem<Item, Result>[] = [];
  private isDraining = false;
  private readonly running = new Set<Promise<void>>();

  /**
   * @param runBatch Processes all items, or none if it throws. Returns, in the order of the items, the result of each, a
   *   promise of it, or the error with which that item alone fails. A batch that fails because of a bad value is split
   *   and run again, until only the items with bad values fail.
   * @param name Names the queue in metrics and traces.
   */
  constructor(
    private readonly runBatch: (items: readonly Item[]) => Promise<readonly (Result | Promise<Result> | Error)[]>,
    private readonly options = DEFAULT_OPTIONS,
    readonly name = 'other',
  ) {
    queueCreated.publish(this);
  }

  /** How many items wait for a batch. */
  get length(): number {
    return this.queue.length;
  }

  /**
   * @returns The item's result, after its batch is done.
   * @throws ServiceUnavailableError if the queue is full; what `runBatch` returned for the item or threw.
   */
  enqueue(item: Item): Promise<Result> {
    if (this.queue.length >= this.options.maxQueueSize) return Promise.reject(new ServiceUnavailableError());
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject, traced: batchTracing.tracer?.wait(this.name) });
      if (!this.isDraining) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.isDraining = true;
    await yieldToEventLoop(); // items that arrive in the same iteration of the event loop share a batch
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, this.options.maxBatchSize);
      batchStarted.publish({ queue: this.name, size: batch.length });
      await this.waitFor(this.track(this.runTraced(batch)));
      if (this.running.size >= MAX_RUNNING_BATCHES) await Promise.race(this.running);
    }
    this.isDraining = false;
  }

  private track(run: Promise<void>): Promise<void> {
    const tracked = run.finally(() => this.running.delete(tracked));
    this.running.add(tracked);
    return tracked;
  }

  /** @param run Never rejects. */
  private async waitFor(run: Promise<void>): Promise<void> {
    const { maxRunMs } = this.options;
    await (maxRunMs === undefined ? run : settleWithin(maxRunMs, run));
  }

  private runTraced(batch: readonly QueuedItem<Item, Result>[]): Promise<void> {
    const { tracer } = batchTracing;
    if (!tracer) return this.run(batch);
    const items = batch.map(({ traced }) => traced);
    return tracer.run(this.name, items, () => this.run(batch));
  }

  private async run(batch: readonly QueuedItem<Item, Result>[]): Promise<void> {
    try {
      const results = await this.runBatch(batch.map(({ item }) => item));
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

  private async runHalves(batch: readonly QueuedItem<Item, Result>[]): Promise<void> {
    const middle = batch.length >> 1;
    await this.run(batch.slice(0, middle));
    await this.run(batch.slice(middle));
  }
}
