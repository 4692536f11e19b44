import { Database } from '../../src/database/engine/database.js';
import type { TestApp } from './app.js';

/** A read that waits. */
interface HeldRead {
  /** Resolves when the read has begun. */
  readonly started: Promise<void>;
  release(): void;
}

/** Counts the reads of a table by the service in this process, and can make one fail or wait. */
export class DatabaseReads {
  count = 0;
  private readonly actions = new Map<number, () => Promise<void>>();
  private readonly manager;
  private readonly query;

  constructor(app: TestApp, table: string) {
    this.manager = app.nest.get(Database).read;
    const query = this.manager.query.bind(this.manager);
    this.query = query;
    this.manager.query = async (...args: Parameters<typeof query>) => {
      if (args[0].includes(table)) await this.actions.get(++this.count)?.();
      return query(...args) as never;
    };
  }

  /** Makes the read fail that comes after this many. */
  failAfter(reads: number): void {
    this.actions.set(this.count + reads + 1, () => Promise.reject(new Error('the disk is gone')));
  }

  /** Makes the read wait that comes after this many. */
  holdAfter(reads: number): HeldRead {
    let start = (): void => undefined;
    let release = (): void => undefined;
    const started = new Promise<void>((resolve) => (start = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    this.actions.set(this.count + reads + 1, () => {
      start();
      return released;
    });
    return { started, release: () => release() };
  }

  /** Lets the service read without this object again. */
  restore(): void {
    this.manager.query = this.query;
  }
}
