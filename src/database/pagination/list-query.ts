import { ValidationError } from '../../common/errors.js';
import { wireNameOf } from '../../common/contract/data-contract.js';
import { DEFAULT_COUNT_PER_PAGE, type ListRequest } from '../../common/list-request.js';
import { type Dialect, Statement } from '../engine/statement.js';

/** What a list is made of, in SQL. */
export interface ListSource {
  /** What is selected, by the names that rows have. */
  readonly select: string;
  /** The tables. */
  readonly from: string;
  /** The members that can be sorted by; those that may be null say so. `id` makes every order total. */
  readonly fields: Readonly<Record<string, SortField>> & { readonly id: SortField; readonly dateCreated: SortField };
}

interface SortField {
  readonly sql: string;
  readonly isNullable?: boolean;
  /** Whether an index gives this order. */
  readonly isIndexed?: boolean;
}

/** Adds what a list is narrowed by to a statement. */
export type Filter = (statement: Statement) => string[];

/** Where a page ended: the value that was sorted by, and the id. */
export interface CursorPosition {
  readonly value: string | null;
  readonly id: string;
}

/** One list in one order: its statements, whichever page or part of it is asked for. */
export class ListQuery {
  readonly countPerPage: number;
  /** The member that is sorted by. */
  readonly sortedBy: string;
  readonly isDescending: boolean;

  /** @throws ValidationError where the member to sort by is none of the item's. */
  constructor(
    private readonly dialect: Dialect,
    private readonly source: ListSource,
    private readonly filter: Filter,
    request: ListRequest,
  ) {
    this.countPerPage = request.countPerPage ?? DEFAULT_COUNT_PER_PAGE;
    this.sortedBy = this.findField(request.sortField);
    // The newest first where nothing is said; ascending where only the member is.
    this.isDescending = request.sortOrder ? /^descend$/i.test(request.sortOrder) : !request.sortField;
  }

  /** Rows from a position on, or from an offset. */
  rows(from: CursorPosition | number, limit: number): Statement {
    const { select, fields } = this.source;
    const statement = new Statement(this.dialect);
    const filters = this.filter(statement);
    if (typeof from !== 'number') filters.push(this.after(from, statement));
    const offset = typeof from === 'number' && from > 0 ? ` OFFSET ${from}` : '';
    const direction = this.isDescending ? 'DESC' : 'ASC';
    const nulls = this.field.isNullable ? (this.isDescending ? ' NULLS LAST' : ' NULLS FIRST') : '';
    statement.text =
      `SELECT ${select} FROM ${this.source.from}${where(filters)} ` +
      `ORDER BY ${this.field.sql} ${direction}${nulls}, ${fields.id.sql} ${direction} LIMIT ${limit}${offset}`;
    return statement;
  }

  /** How many rows there are in all, as `n`. */
  count(): Statement {
    const statement = new Statement(this.dialect);
    const filters = this.filter(statement);
    statement.text = `SELECT count(*) AS n FROM ${this.source.from}${where(filters)}`;
    return statement;
  }

  /** Whether a part of the list is found without looking at all of it. */
  get isIndexed(): boolean {
    return this.field.isIndexed === true;
  }

  private get field(): SortField {
    return this.source.fields[this.sortedBy] ?? this.source.fields.id;
  }

  /** What stands behind a position; nulls come first ascending, last descending. */
  private after({ value, id }: CursorPosition, statement: Statement): string {
    const { sql, isNullable } = this.field;
    const idSql = this.source.fields.id.sql;
    const sign = this.isDescending ? '<' : '>';
    if (value === null) {
      const sameNull = `(${sql} IS NULL AND ${idSql} ${sign} ${statement.value(id)})`;
      return this.isDescending ? sameNull : `(${sql} IS NOT NULL OR ${sameNull})`;
    }
    const behind = `(${sql}, ${idSql}) ${sign} (${statement.value(value)}, ${statement.value(id)})`;
    return isNullable && this.isDescending ? `(${sql} IS NULL OR ${behind})` : behind;
  }

  private findField(name: string | null | undefined): string {
    if (!name) return 'dateCreated';
    const known = Object.keys(this.source.fields);
    const found = known.find((field) => field.toLowerCase() === name.toLowerCase());
    if (found) return found;
    const names = known.map(wireNameOf).join(', ');
    throw ValidationError.of('InvalidValue', 'SortField', `'SortField' must be one of ${names}.`);
  }
}

const where = (filters: readonly string[]): string => (filters.length > 0 ? ` WHERE ${filters.join(' AND ')}` : '');
