import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ListExport, ListPage } from '../../common/results.js';
import type { ListRequest } from '../../common/list-request.js';
import { Database } from '../engine/database.js';
import { decodeCursor, encodeCursor } from './cursor-codec.js';
import { type Filter, ListQuery, type ListSource, type CursorPosition } from './list-query.js';
import { SecretsService } from '../secrets/secrets.service.js';

/** Rows in one chunk of an export. Without an index, each chunk scans the whole table, so chunks are larger. */
const EXPORT_CHUNK_ROWS = { byIndex: 250, byScan: 10_000 };
/** The longest sort value in a cursor, in characters. A page that ends at a longer one has no cursor. */
const MAX_CURSOR_VALUE_LENGTH = 1_000;

type Row = Record<string, string | number | null> & { id: string };

/** Reads lists: a page by number, a page by cursor at constant cost, or all rows as a stream. */
@Injectable()
export class ListReaderService {
  private lastYield: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly secrets: SecretsService,
  ) {}

  /**
   * @param toItem Maps a row to an item of the response.
   * @returns A page, or with `all` every match.
   * @throws ValidationError if the sort field is unknown or the cursor was issued for another query.
   */
  async read<T extends object>(
    source: ListSource,
    filter: Filter,
    request: ListRequest,
    toItem: (row: never) => T,
  ): Promise<ListPage<T> | ListExport<T>> {
    const query = new ListQuery(this.database.dialect, source, filter, request);
    const toItems = (rows: Row[]): T[] => rows.map((row) => toItem(row as never));
    const start = await this.startOf(request, query);
    await this.yieldBetweenLists();
    return request.all
      ? new ListExport(await this.readChunks(query, toItems), !request.simplifiedPaging)
      : this.readPage(query, start, request, toItems);
  }

  private async readPage<T extends object>(
    query: ListQuery,
    start: CursorPosition | number,
    request: ListRequest,
    toItems: (rows: Row[]) => T[],
  ): Promise<ListPage<T>> {
    const rows = await this.readRows(query, start, query.countPerPage + 1);
    const hasMorePages = rows.length > query.countPerPage;
    if (hasMorePages) rows.pop();
    const totalCount = request.simplifiedPaging ? 0 : await this.count(query);
    const totalPages = Math.ceil(totalCount / query.countPerPage);
    const end = positionOf(rows, query);
    const fitsCursor = String(end.value).length <= MAX_CURSOR_VALUE_LENGTH;
    const next = hasMorePages && fitsCursor ? encodeCursor(end, request, await this.cursorKey()) : undefined;
    return new ListPage({ items: toItems(rows), totalCount, totalPages, hasMorePages }, next);
  }

  /** Reads the first chunk before it returns, so that an early failure still gives a clean error response. */
  private async readChunks<T extends object>(
    query: ListQuery,
    toItems: (rows: Row[]) => T[],
  ): Promise<AsyncGenerator<T[]>> {
    const size = query.isIndexed ? EXPORT_CHUNK_ROWS.byIndex : EXPORT_CHUNK_ROWS.byScan;
    let rows = await this.readRows(query, 0, size);
    const readNext = async (position: CursorPosition): Promise<Row[]> => {
      await this.yieldBetweenLists();
      return this.readRows(query, position, size);
    };
    async function* chunks(): AsyncGenerator<T[]> {
      for (;;) {
        if (rows.length > 0) yield toItems(rows);
        if (rows.length < size) return;
        rows = await readNext(positionOf(rows, query));
      }
    }
    return chunks();
  }

  private async startOf(request: ListRequest, query: ListQuery): Promise<CursorPosition | number> {
    if (request.cursor) return decodeCursor(request.cursor, request, await this.cursorKey());
    return (request.page ?? 0) * query.countPerPage;
  }

  private readRows(query: ListQuery, start: CursorPosition | number, limit: number): Promise<Row[]> {
    return this.database.read.query<Row[]>(...query.rows(start, limit).toQuery());
  }

  private async count(query: ListQuery): Promise<number> {
    const [row] = await this.database.read.query<{ n: number | string }[]>(...query.count().toQuery());
    return Number(row?.n);
  }

  private cursorKey(): Promise<Buffer> {
    return this.secrets.get('list-cursors');
  }

  /**
   * SQLite reads block the event loop. At most one list is read in each of its iterations, so that other requests are
   * served in between.
   */
  private async yieldBetweenLists(): Promise<void> {
    if (this.database.dialect === 'sqlite') await (this.lastYield = this.lastYield.then(() => yieldToEventLoop()));
  }
}

function positionOf(rows: readonly Row[], { sortedBy }: ListQuery): CursorPosition {
  const last = rows.at(-1);
  return { value: last?.[sortedBy] ?? null, id: last?.id ?? '' };
}
