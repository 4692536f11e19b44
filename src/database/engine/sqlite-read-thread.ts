import { Worker } from 'node:worker_threads';
import { ServiceUnavailableError } from '../../common/errors.js';
import { toServiceError } from './database-errors.js';
import { sqliteDriverPath } from './sqlite-driver.js';
import { type ReadReply, type ReadRequest, readRequests } from './sqlite-read-program.js';
import type { Statement } from './statement.js';
import type { StatementTracer } from './statement-tracer.js';

/** Statements that may wait for the thread. */
const MAX_WAITING = 100;

interface Pending {
  readonly resolve: (rows: object[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads an SQLite database in a thread of its own: a statement that sorts or counts a large table would block the event
 * loop for seconds. The thread starts with the first statement, and runs one statement at a time.
 */
export class SqliteReadThread {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  /** Gets every statement, and every chunk of one. */
  tracer: StatementTracer | undefined;

  /** @param file The path of the database. */
  constructor(private readonly file: string) {}

  /** @throws ServiceUnavailableError if too many statements wait. */
  query<Row extends object>(statement: Statement): Promise<Row[]> {
    const [text, parameters] = statement.toQuery();
    return this.send<Row>({ text, parameters });
  }

  /**
   * Runs one statement and reads its rows in chunks, with a connection of its own: the rows are those of one moment.
   *
   * @param chunkSize The number of rows in each chunk but the last.
   */
  async *stream<Row extends object>(statement: Statement, chunkSize: number): AsyncGenerator<Row[]> {
    const [text, parameters] = statement.toQuery();
    const cursor = ++this.lastId;
    let isOpen = true;
    try {
      while (isOpen) {
        const rows = await this.send<Row>({ text, parameters, cursor, count: chunkSize });
        isOpen = rows.length === chunkSize;
        if (rows.length > 0) yield rows;
      }
    } finally {
      if (isOpen) this.send({ text, parameters: [], cursor, count: 0 }).catch(() => undefined);
    }
  }

  /** Ends the thread, with the statements that wait for it. */
  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private send<Row extends object>(request: Omit<ReadRequest, 'id'>): Promise<Row[]> {
    return this.tracer ? this.tracer(request.text, () => this.post<Row>(request)) : this.post<Row>(request);
  }

  private post<Row extends object>(request: Omit<ReadRequest, 'id'>): Promise<Row[]> {
    if (this.pending.size >= MAX_WAITING) {
      return Promise.reject(new ServiceUnavailableError('Too many lists are being read. Try again shortly.'));
    }
    const worker = (this.worker ??= this.start());
    const id = ++this.lastId;
    return new Promise<Row[]>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      worker.ref();
      worker.postMessage({ ...request, id } satisfies ReadRequest);
    });
  }

  private start(): Worker {
    // The code is passed as text, so that it runs without a build too.
    const worker = new Worker(`(${readRequests.toString()})(require)`, {
      eval: true,
      workerData: { file: this.file, driver: sqliteDriverPath() },
    });
    worker.on('message', ({ id, columns = [], values = '[]', error }: ReadReply) => {
      const { resolve, reject } = this.pending.get(id) ?? {};
      this.pending.delete(id);
      if (this.pending.size === 0) worker.unref();
      if (error) reject?.(toServiceError(Object.assign(new Error(error.message), error)) as Error);
      else resolve?.(rowsOf(columns, JSON.parse(values) as unknown[]));
    });
    worker.on('error', (error) => this.fail(error));
    worker.on('exit', () => this.fail(new ServiceUnavailableError()));
    worker.unref();
    return worker;
  }

  /** Fails what the thread has not answered. The next statement starts another thread. */
  private fail(error: Error): void {
    this.worker = undefined;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

function rowsOf(columns: readonly string[], values: readonly unknown[]): object[] {
  return Array.from({ length: columns.length > 0 ? values.length / columns.length : 0 }, (_, row) => {
    const object: Record<string, unknown> = {};
    columns.forEach((column, index) => (object[column] = values[row * columns.length + index]));
    return object;
  });
}
