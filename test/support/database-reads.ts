import { Database, type ScanOptions } from '../../src/database/engine/database.js';
import type { TestApp } from './app.js';

/** A read that waits. */
export interface HeldRead {
  /** Resolves when the read has begun. */
  readonly started: Promise<void>;
  release(): void;
}

/** Counts the reads of a table by lists, chunk by chunk for exports, and can make one fail or wait. */
export class DatabaseReads {
  count = 0;
  readonly restore: () => void;
  private readonly actions = new Map<number, () => Promise<void>>();

  constructor(app: TestApp, table: string) {
    const database = app.nest.get<{ -readonly [Name in keyof Database]: Database[Name] }>(Database);
    const { stream } = database;
    const scan = database.scan.bind(database);
    const countRead = async (options: ScanOptions): Promise<void> => {
      if (options.table === table) await this.actions.get(++this.count)?.();
    };
    database.scan = async (statement, options) => {
      await countRead(options);
      return scan(statement, options);
    };
    if (stream) {
      database.stream = async function* <Row extends object>(...[statement, options]: Parameters<typeof stream>) {
        for await (const chunk of stream<Row>(statement, options)) {
          await countRead(options);
          yield chunk;
        }
      };
    }
    this.restore = () => {
      database.scan = scan;
      database.stream = stream;
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
}
