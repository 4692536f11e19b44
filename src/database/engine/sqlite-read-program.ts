/** What the thread receives: a statement to read as a whole, or as the next chunk of a cursor. */
export interface ReadRequest {
  readonly id: number;
  readonly text: string;
  readonly parameters: readonly unknown[];
  /** Identifies a cursor. Absent: read all rows at once. */
  readonly cursor?: number;
  /** Rows to read from the cursor; 0 closes it. */
  readonly count?: number;
}

/** What the thread answers. */
export interface ReadReply {
  readonly id: number;
  /** The names of the columns, and the values of all rows in one JSON array: copying objects would take twice as long. */
  readonly columns?: readonly string[];
  readonly values?: string;
  /** What was thrown. Copied as an object, because a copy of an Error has no code. */
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string; readonly code: string };
}

/** The program of the thread. It must use nothing but its parameter, because it is passed as text. */
export function readRequests(load: NodeJS.Require): void {
  const threads = load('node:worker_threads') as typeof import('node:worker_threads');
  const { parentPort } = threads;
  const { file, driver } = threads.workerData as { file: string; driver: string };
  const Database = load(driver) as typeof import('better-sqlite3');
  const open = () => new Database(file, { readonly: true, fileMustExist: true });
  const connection = open();
  interface Cursor {
    readonly columns: string[];
    readonly rows: Iterator<unknown[], undefined>;
    readonly close: () => void;
  }
  const cursors = new Map<number, Cursor>();

  const prepare = (on: typeof connection, text: string) => on.prepare<unknown[], unknown[]>(text).raw();

  const openCursor = (id: number, text: string, parameters: readonly unknown[]): Cursor => {
    const own = open();
    try {
      const statement = prepare(own, text);
      const rows = statement.iterate(...parameters) as Iterator<unknown[], undefined>;
      const close = (): void => {
        cursors.delete(id);
        rows.return?.();
        own.close();
      };
      const cursor = { columns: statement.columns().map(({ name }) => name), rows, close };
      cursors.set(id, cursor);
      return cursor;
    } catch (error) {
      own.close();
      throw error;
    }
  };

  const readNext = (cursor: Cursor, count: number): unknown[] => {
    const values: unknown[] = [];
    for (let row = 0; row < count; row++) {
      const next = cursor.rows.next();
      if (next.done) {
        cursor.close();
        break;
      }
      values.push(...next.value);
    }
    return values;
  };

  const answer = ({ text, parameters, cursor: id, count = 0 }: ReadRequest): Omit<ReadReply, 'id'> => {
    if (id === undefined) {
      const statement = prepare(connection, text);
      const rows = statement.all(...parameters);
      return { columns: statement.columns().map(({ name }) => name), values: JSON.stringify(rows.flat()) };
    }
    if (count === 0) {
      cursors.get(id)?.close();
      return {};
    }
    const cursor = cursors.get(id) ?? openCursor(id, text, parameters);
    try {
      return { columns: cursor.columns, values: JSON.stringify(readNext(cursor, count)) };
    } catch (error) {
      cursor.close();
      throw error;
    }
  };

  parentPort?.on('message', (request: ReadRequest) => {
    const { id } = request;
    try {
      parentPort.postMessage({ id, ...answer(request) } satisfies ReadReply);
    } catch (error) {
      const { name, message, stack, code } = error as NodeJS.ErrnoException;
      parentPort.postMessage({ id, error: { name, message, stack, code: code ?? '' } } satisfies ReadReply);
    }
  });
}
