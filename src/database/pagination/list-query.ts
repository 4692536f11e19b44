import { ValidationError } from '../../common/errors.js';
import { wireNameOf } from '../../common/contract/data-contract.js';
import { DEFAULT_COUNT_PER_PAGE, type ListRequest } from '../../common/list-request.js';
import { type Dialect, Statement } from '../engine/statement.js';

/** Where a list's rows come from, as fragments of SQL. */
export interface ListSource {
  /** The table of the items. */
  readonly table: string;
  /** The selected columns, with the row's names. */
  readonly select: string;
  /** The tables and joins. */
  readonly from: string;
  /** The members that a list can be sorted by. `id` breaks ties, so that every order is total. */
  readonly fields: SortFields;
  /** The member that a list is sorted by unless its request says otherwise: `dateCreated` by default. */
  readonly dateField?: string;
}

export type SortFields = Readonly<Record<string, SortField>> & { readonly id: SortField };

export interface SortField {
  readonly sql: string;
  readonly isNullable?: boolean;
  /** Whether an index provides this order. */
  readonly isIndexed?: boolean;
}

/** Which rows are in a list. */
export interface Filter {
  /** Adds its parameters to a statement. Returns conditions that every row of the list must meet. */
  readonly conditions: (statement: Statement) => string[];
  /** Whether no index serves a condition in the order of this member, so that each row is compared with it. Never by default. */
  readonly comparesEachRow?: (sortedBy: string) => boolean;
}

/** The last row of a page. */
export interface CursorPosition {
  /** The value of the member that the list is sorted by. */
  readonly value: string | number | null;
  readonly id: string;
}

/** Builds the statements of one list in one order. */
export class ListQuery {
  readonly countPerPage: number;
  /** The member that the list is sorted by. */
  readonly sortedBy: string;
  readonly isDescending: boolean;

  /** @throws ValidationError if `sortField` is not a member of the items. */
  constructor(
    private readonly dialect: Dialect,
    private readonly source: ListSource,
    private readonly filter: Filter,
    request: ListRequest,
  ) {
    this.countPerPage = request.countPerPage ?? DEFAULT_COUNT_PER_PAGE;
    this.sortedBy = this.findField(request.sortField);
    // Newest first by default; ascending if the request has a sortField without a sortOrder.
    this.isDescending = request.sortOrder ? /^descend$/i.test(request.sortOrder) : !request.sortField;
  }

  /**
   * @param start Selects the rows after a position, or from an offset.
   * @param limit The maximum number of rows. All by default.
   */
  rows(start: CursorPosition | number, limit?: number): Statement {
    const { select, fields } = this.source;
    const statement = new Statement(this.dialect);
    const conditions = this.filter.conditions(statement);
    if (typeof start !== 'number') conditions.push(this.isAfter(start, statement));
    const offset = typeof start === 'number' && start > 0 ? ` OFFSET ${start}` : '';
    const direction = this.isDescending ? 'DESC' : 'ASC';
    const nulls = this.field.isNullable ? (this.isDescending ? ' NULLS LAST' : ' NULLS FIRST') : '';
    statement.text =
      `SELECT ${select} FROM ${this.source.from}${where(conditions)} ` +
      `ORDER BY ${this.field.sql} ${direction}${nulls}, ${fields.id.sql} ${direction} ${limit === undefined ? '' : `LIMIT ${limit}`}${offset}`;
    return statement;
  }

  /** Selects the number of rows on all pages, as `n`. */
  count(): Statement {
    const statement = new Statement(this.dialect);
    const conditions = this.filter.conditions(statement);
    statement.text = `SELECT count(*) AS n FROM ${this.source.from}${where(conditions)}`;
    return statement;
  }

  get table(): string {
    return this.source.table;
  }

  /** Whether an index finds a part of the list without a scan of all rows. */
  get isIndexed(): boolean {
    return this.isOrderIndexed && !this.filter.comparesEachRow?.(this.sortedBy);
  }

  /** Whether a part of the list can go on after another one without reading that again. */
  get isOrderIndexed(): boolean {
    return this.field.isIndexed === true;
  }

  private get field(): SortField {
    return this.source.fields[this.sortedBy] ?? this.source.fields.id;
  }

  /** Nulls sort first in ascending order and last in descending order. */
  private isAfter({ value, id }: CursorPosition, statement: Statement): string {
    const { sql, isNullable } = this.field;
    const idSql = this.source.fields.id.sql;
    const operator = this.isDescending ? '<' : '>';
    if (value === null) {
      const nullAfterId = `(${sql} IS NULL AND ${idSql} ${operator} ${statement.value(id)})`;
      return this.isDescending ? nullAfterId : `(${sql} IS NOT NULL OR ${nullAfterId})`;
    }
    const afterValue = `(${sql}, ${idSql}) ${operator} (${statement.value(value)}, ${statement.value(id)})`;
    return isNullable && this.isDescending ? `(${sql} IS NULL OR ${afterValue})` : afterValue;
  }

  private findField(name: string | null | undefined): string {
    if (!name) return this.source.dateField ?? 'dateCreated';
    const fields = Object.keys(this.source.fields);
    const field = fields.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (field) return field;
    const names = fields.map(wireNameOf).join(', ');
    throw ValidationError.of('InvalidValue', 'SortField', `'SortField' must be one of ${names}.`);
  }
}

const where = (conditions: readonly string[]): string =>
  conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
