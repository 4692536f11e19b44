import { Worker } from 'node:worker_threads';
import { ServiceUnavailableError } from '../../common/errors.js';
import { toServiceError } from './database-errors.js';
import { sqliteDriverPath } from './sqlite-driver.js';
import type { Statement } from './statement.js';

/** Statements that may wait for the thread. */
const MAX_WAITING = 100;

/** What the thread receives: a statement to read as a whole, or as the next chunk of a cursor. */
interface ReadRequest {
  readonly id: number;
  readonly text: string;
  readonly parameters: readonly unknown[];
  /** Identifies a cursor. Absent: read all rows at once. */
  readonly cursor?: number;
  /** Rows to read from the cursor; 0 closes it. */
  readonly count?: number;
}

interface ReadReply {
  readonly id: number;
  readonly rows?: readonly object[];
  readonly error?: { readonly message: string; readonly code: string };
}

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
    worker.on('message', ({ id, rows, error }: ReadReply) => {
      const { resolve, reject } = this.pending.get(id) ?? {};
      this.pending.delete(id);
      if (this.pending.size === 0) worker.unref();
      if (error) reject?.(toServiceError(Object.assign(new Error(error.message), { code: error.code })) as Error);
      else resolve?.(rows as object[]);
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

/** The program of the thread. It must use nothing but its parameter, because it is passed as text. */
function readRequests(load: NodeJS.Require): void {
  const threads = load('node:worker_threads') as typeof import('node:worker_threads');
  const { parentPort } = threads;
  const { file, driver } = threads.workerData as { file: string; driver: string };
  const Database = load(driver) as typeof import('better-sqlite3');
  const open = () => new Database(file, { readonly: true, fileMustExist: true });
  const connection = open();
  const cursors = new Map<number, { rows: IterableIterator<unknown>; close: () => void }>();

  const openCursor = (id: number, text: string, parameters: readonly unknown[]) => {
    const own = open();
    const cursor = {
      rows: own.prepare(text).iterate(...parameters),
      close: () => {
        cursors.delete(id);
        cursor.rows.return?.();
        own.close();
      },
    };
    cursors.set(id, cursor);
    return cursor;
  };

  const readFrom = (id: number, text: string, parameters: readonly unknown[], count: number): unknown[] => {
    const cursor = cursors.get(id) ?? (count > 0 ? openCursor(id, text, parameters) : undefined);
    const rows: unknown[] = [];
    try {
      while (cursor && rows.length < count) {
        const next = cursor.rows.next() as IteratorResult<unknown, undefined>;
        if (next.done) break;
        rows.push(next.value);
      }
      if (rows.length < count || count === 0) cursor?.close();
      return rows;
    } catch (error) {
      cursor?.close();
      throw error;
    }
  };

  parentPort?.on('message', ({ id, text, parameters, cursor, count = 0 }: ReadRequest) => {
    try {
      const rows =
        cursor === undefined ? connection.prepare(text).all(...parameters) : readFrom(cursor, text, parameters, count);
      parentPort.postMessage({ id, rows });
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      parentPort.postMessage({ id, error: { message, code: code ?? '' } });
    }
  });
}
