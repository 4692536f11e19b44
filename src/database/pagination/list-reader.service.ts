import { Injectable } from '@nestjs/common';
import { ListExport, ListPage } from '../../common/results.js';
import type { ListRequest } from '../../common/list-request.js';
import { Database } from '../engine/database.js';
import { decodeCursor, encodeCursor } from './cursor-codec.js';
import { ExportLimiter } from './export-limiter.js';
import { type Filter, ListQuery, type ListSource, type CursorPosition } from './list-query.js';
import { SecretsService } from '../secrets/secrets.service.js';

/** Rows in one chunk of an export. */
const EXPORT_CHUNK_ROWS = 250;
/** The same where each chunk is a statement of its own that scans the whole table. */
const SCANNED_CHUNK_ROWS = 10_000;
/** The longest sort value in a cursor, in characters. A page that ends at a longer one has no cursor. */
const MAX_CURSOR_VALUE_LENGTH = 1_000;

type Row = Record<string, string | number | null> & { id: string };

/** Reads lists: a page by number, a page by cursor at constant cost, or all rows as a stream. */
@Injectable()
export class ListReaderService {
  private readonly exports = new ExportLimiter();

  constructor(
    private readonly database: Database,
    private readonly secrets: SecretsService,
  ) {}

  /**
   * @param toItem Maps a row to an item of the response.
   * @param callerId Identifies the caller, whose exports at a time are limited.
   * @returns A page, or with `all` every match.
   * @throws ValidationError if the sort field is unknown or the cursor was issued for another query,
   *   TooManyRequestsError if the caller has too many exports.
   */
  async read<T extends object>(
    source: ListSource,
    filter: Filter,
    request: ListRequest,
    toItem: (row: never) => T,
    callerId: string,
  ): Promise<ListPage<T> | ListExport<T>> {
    const query = new ListQuery(this.database.dialect, source, filter, request);
    const toItems = (rows: Row[]): T[] => rows.map((row) => toItem(row as never));
    const start = await this.startOf(request, query);
    return request.all
      ? new ListExport(await this.readChunks(query, toItems, callerId), !request.simplifiedPaging)
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
    callerId: string,
  ): Promise<AsyncIterable<T[]>> {
    const chunks = this.readExport(query, callerId);
    let first: IteratorResult<Row[]> | undefined = await chunks.next();
    const next = async (): Promise<IteratorResult<T[]>> => {
      const chunk = first ?? (await chunks.next());
      first = undefined;
      return chunk.done ? { done: true, value: undefined } : { value: toItems(chunk.value) };
    };
    const stop = async (): Promise<IteratorResult<T[]>> => {
      await chunks.return(undefined);
      return { done: true, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: stop }) };
  }

  private async *readExport(query: ListQuery, callerId: string): AsyncGenerator<Row[]> {
    const { table, isIndexed } = query;
    this.exports.acquire(callerId);
    try {
      yield* (
        this.database.stream?.<Row>(query.rows(0), { table, isIndexed, chunkSize: EXPORT_CHUNK_ROWS }) ??
        this.readByPosition(query)
      );
    } finally {
      this.exports.release(callerId);
    }
  }

  /** Reads each chunk by a statement of its own, which starts after the last row of the one before. */
  private async *readByPosition(query: ListQuery): AsyncGenerator<Row[]> {
    const size = query.isOrderIndexed ? EXPORT_CHUNK_ROWS : SCANNED_CHUNK_ROWS;
    let rows = await this.readRows(query, 0, size);
    while (rows.length > 0) {
      yield rows;
      if (rows.length < size) return;
      rows = await this.readRows(query, positionOf(rows, query), size);
    }
  }

  private async startOf(request: ListRequest, query: ListQuery): Promise<CursorPosition | number> {
    if (request.cursor) return decodeCursor(request.cursor, request, await this.cursorKey());
    return (request.page ?? 0) * query.countPerPage;
  }

  private readRows(query: ListQuery, start: CursorPosition | number, limit: number): Promise<Row[]> {
    return this.database.scan<Row>(query.rows(start, limit), query);
  }

  private async count(query: ListQuery): Promise<number> {
    const [row] = await this.database.scan<{ n: number | string }>(query.count(), query);
    return Number(row?.n);
  }

  private cursorKey(): Promise<Buffer> {
    return this.secrets.get('list-cursors');
  }
}

function positionOf(rows: readonly Row[], { sortedBy }: ListQuery): CursorPosition {
  const last = rows.at(-1);
  return { value: last?.[sortedBy] ?? null, id: last?.id ?? '' };
}
