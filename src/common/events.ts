import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';

/** What happens inside the service, for metrics. Without a subscriber, publishing an event costs one empty call. */
export interface EventChannel<T extends object> {
  publish(event: T): void;
  /** @returns Ends the subscription. */
  subscribe(listener: (event: T) => void): () => void;
}

function eventChannel<T extends object>(suffix: string): EventChannel<T> {
  const name = `voice-api:${suffix}`;
  const events = channel(name);
  return {
    publish: (event) => {
      events.publish(event);
    },
    subscribe: (listener) => {
      const subscriber = (event: unknown): void => {
        listener(event as T);
      };
      subscribe(name, subscriber);
      return () => {
        unsubscribe(name, subscriber);
      };
    },
  };
}

/** A queue that combines calls into batches. */
export interface ObservedQueue {
  readonly name: string;
  /** How many items wait for a batch. */
  readonly length: number;
}

/** A queue was created. */
export const queueCreated = eventChannel<ObservedQueue>('queue-created');

/** A queue runs a batch. */
export const batchStarted = eventChannel<{ readonly queue: string; readonly size: number }>('batch-started');

/** Another process held the lock of an SQLite database, and a statement waits for it. */
export const sqliteBusy = eventChannel('sqlite-busy');

/** A retry got the stored result of its first request. */
export const idempotentReplay = eventChannel('idempotent-replay');

/** The audit log has an entry. */
export const auditEntry = eventChannel<{ readonly event: string }>('audit-entry');
