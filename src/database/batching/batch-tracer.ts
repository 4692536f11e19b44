/** An item that waits for its batch, as a tracer knows it. */
export type TracedItem = object;

/** Follows the items of queues into their batches. */
export interface BatchTracer {
  /**
   * An item begins to wait.
   *
   * @param queue The queue's name.
   * @returns What `run` needs of it; undefined if the item does not belong to a trace.
   */
  wait(queue: string): TracedItem | undefined;
  /**
   * The items of a batch have waited. Runs the batch.
   *
   * @param items What `wait` returned for each.
   */
  run(queue: string, items: readonly (TracedItem | undefined)[], batch: () => Promise<void>): Promise<void>;
}

/** The tracer of all queues of this process. It is absent unless spans are made. */
export const batchTracing: { tracer?: BatchTracer } = {};
