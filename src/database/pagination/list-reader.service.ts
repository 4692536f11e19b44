import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ListExport, ListPage } from '../../common/results.js';
import { ValidationError } from '../../common/errors.js';
import type { ListRequest } from '../../common/list-request.js';
import { Database } from '../engine/database.js';
import { type Filter, ListQuery, type ListSource, type CursorPosition } from './list-query.js';
import { SecretsService } from '../secrets/secrets.service.js';

/** How many rows an export holds at a time: more where each chunk has to look at the whole table. */
const EXPORT_CHUNK_ROWS = { byIndex: 250, byScan: 10_000 };
/** The longest value that a cursor carries, in characters; behind a longer one a list goes on by page number. */
const MAX_CURSOR_VALUE_LENGTH = 1_000;
const SIGNATURE_BYTES = 16;

type Row = Record<string, string | null> & { id: string };

/** Reads lists of any kind: by pages, by cursor at a flat cost, or whole as a stream. */
@Injectable()
export class ListReaderService {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly secrets: SecretsService,
  ) {}

  /**
   * @param toItem What leaves of a row.
   * @returns A page, or every match where `all` is asked for.
   * @throws ValidationError for a member that cannot be sorted by, or a cursor that is not one of this query.
   */
  async read<T extends object>(
    source: ListSource,
    filter: Filter,
    request: ListRequest,
    toItem: (row: never) => T,
  ): Promise<ListPage<T> | ListExport<T>> {
    const query = new ListQuery(this.database.dialect, source, filter, request);
    const mapped = (rows: Row[]): T[] => rows.map((row) => toItem(row as never));
    const from = request.cursor
      ? await this.decodeCursor(request.cursor, request)
      : (request.page ?? 0) * query.countPerPage;
    await this.takeTurn();
    if (request.all) return new ListExport(await this.chunks(query, mapped), !request.simplifiedPaging);
    const rows = await this.rows(query, from, query.countPerPage + 1);
    const hasMorePages = rows.length > query.countPerPage;
    if (hasMorePages) rows.pop();
    const totalCount = request.simplifiedPaging ? 0 : await this.count(query);
    const totalPages = Math.ceil(totalCount / query.countPerPage);
    const last = positionOf(rows, query);
    const isShort = (last.value?.length ?? 0) <= MAX_CURSOR_VALUE_LENGTH;
    const next = hasMorePages && isShort ? await this.encodeCursor(last, request) : undefined;
    return new ListPage({ items: mapped(rows), totalCount, totalPages, hasMorePages }, next);
  }

  /** The first chunk is read before anything is answered, so that a failure then is still a clean error. */
  private async chunks<T extends object>(query: ListQuery, mapped: (rows: Row[]) => T[]): Promise<AsyncGenerator<T[]>> {
    const size = query.isIndexed ? EXPORT_CHUNK_ROWS.byIndex : EXPORT_CHUNK_ROWS.byScan;
    let rows = await this.rows(query, 0, size);
    const next = async (position: CursorPosition): Promise<Row[]> => {
      await this.takeTurn();
      return this.rows(query, position, size);
    };
    async function* chunks(): AsyncGenerator<T[]> {
      for (;;) {
        if (rows.length > 0) yield mapped(rows);
        if (rows.length < size) return;
        rows = await next(positionOf(rows, query));
      }
    }
    return chunks();
  }

  private rows(query: ListQuery, from: CursorPosition | number, limit: number): Promise<Row[]> {
    return this.database.read.query<Row[]>(...query.rows(from, limit).toQuery());
  }

  /** SQLite answers at once: one list a turn of the event loop, so that whoever else wants something has theirs. */
  private async takeTurn(): Promise<void> {
    if (this.database.dialect === 'sqlite') await (this.turn = this.turn.then(() => nextTurn()));
  }

  private async count(query: ListQuery): Promise<number> {
    const [row] = await this.database.read.query<{ n: number | string }[]>(...query.count().toQuery());
    return Number(row?.n);
  }

  /** A cursor: the position and which query it is of, signed, so that only ours are taken. */
  private async encodeCursor(position: CursorPosition, request: ListRequest): Promise<string> {
    const text = Buffer.from(JSON.stringify([position.value, position.id]));
    return Buffer.concat([await this.sign(text, request), text]).toString('base64url');
  }

  private async decodeCursor(cursor: string, request: ListRequest): Promise<CursorPosition> {
    const bytes = Buffer.from(cursor, 'base64url');
    const [signature, text] = [bytes.subarray(0, SIGNATURE_BYTES), bytes.subarray(SIGNATURE_BYTES)];
    if (signature.length < SIGNATURE_BYTES || !timingSafeEqual(signature, await this.sign(text, request))) {
      throw ValidationError.of('InvalidValue', 'Cursor', `'Cursor' is not one that this list gave for this query.`);
    }
    const [value, id] = JSON.parse(text.toString()) as [string | null, string];
    return { value, id };
  }

  private async sign(text: Buffer, request: ListRequest): Promise<Buffer> {
    const mac = createHmac('sha256', await this.secrets.get('list-cursors'));
    return mac.update(fingerprint(request)).update(text).digest().subarray(0, SIGNATURE_BYTES);
  }
}

/** What makes two requests the same query: everything but which part of it is asked for, and how. */
function fingerprint(request: ListRequest): Buffer {
  const { page: _1, cursor: _2, countPerPage: _3, all: _4, simplifiedPaging: _5, ...query } = request;
  const said = Object.entries(query)
    .filter(([, value]) => value != null)
    .map(([name, value]) => [name, name.startsWith('sort') ? String(value).toLowerCase() : value])
    .sort();
  return createHash('sha256')
    .update(JSON.stringify([request.constructor.name, said]))
    .digest();
}

function positionOf(rows: readonly Row[], { sortedBy }: ListQuery): CursorPosition {
  const last = rows.at(-1);
  return { value: last?.[sortedBy] ?? null, id: last?.id ?? '' };
}
