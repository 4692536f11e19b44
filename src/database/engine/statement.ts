/** The SQL dialects of the supported databases. */
export type Dialect = 'sqlite' | 'postgres';

/** The dialect of a DataSource with these options. */
export const dialectOf = ({ type }: { readonly type: string }): Dialect =>
  type === 'postgres' ? 'postgres' : 'sqlite';

/** What a transaction reads a row for, which decides how the row is locked. */
export type LockPurpose = 'for update' | 'for delete';

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly type: 'text' | 'integer';
}

/** Columns of type `text`. */
export const textColumns = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'text' }));

/** Column names for SQL, quoted and separated by commas: `"id", "dateCreated"`. */
export const quoteColumns = (columns: readonly (string | Column)[]): string =>
  columns.map((column) => `"${typeof column === 'string' ? column : column.name}"`).join(', ');

/**
 * Builds a statement for either dialect. Every value becomes a parameter.
 *
 * ```ts
 * const statement = new Statement(database.dialect);
 * statement.text = `SELECT name FROM accounts WHERE id IN ${statement.list(ids)}`;
 * await database.read.query(...statement.toQuery());
 * ```
 */
export class Statement {
  text = '';
  private readonly parameters: unknown[] = [];

  constructor(readonly dialect: Dialect) {}

  /** @returns The placeholder of a value. */
  value(value: unknown): string {
    this.parameters.push(value);
    return this.dialect === 'postgres' ? `$${this.parameters.length}` : '?';
  }

  /** @returns The right side of `IN`. It is one parameter for any number of strings, so the text stays the same. */
  list(values: readonly string[]): string {
    if (values.length === 1) return `(${this.value(values[0])})`; // skips the cost of JSON
    const json = this.value(JSON.stringify(values));
    return this.dialect === 'postgres'
      ? `(SELECT value FROM json_array_elements_text(${json}::json))`
      : `(SELECT value FROM json_each(${json}))`;
  }

  /** @returns A condition: the column equals one of the strings. For a single one, an index also gives the order. */
  isIn(column: string, values: readonly string[]): string {
    return values.length === 1 ? `${column} = ${this.value(values[0])}` : `${column} IN ${this.list(values)}`;
  }

  /** @returns A condition: the column contains the text. No index helps. */
  contains(column: string, text: string): string {
    return `${column} LIKE ${this.value(`%${text.replace(/[\\%_]/g, '\\$&')}%`)} ESCAPE '\\'`;
  }

  /**
   * @param values Their members become the columns.
   * @returns A table named `rows`, for `FROM`. All rows are one parameter, so the text stays the same.
   */
  rows(values: readonly object[], columns: readonly Column[]): string {
    const [only, ...others] = values as readonly Readonly<Record<string, unknown>>[];
    if (only && others.length === 0) {
      // For a single row, JSON makes PostgreSQL a third slower.
      const fields = columns.map(({ name, type }) => `CAST(${this.value(only[name] ?? null)} AS ${type}) AS "${name}"`);
      return `(SELECT ${fields.join(', ')}) AS rows`;
    }
    const json = this.value(JSON.stringify(values));
    if (this.dialect === 'postgres') {
      return `json_to_recordset(${json}::json) AS rows(${columns.map(({ name, type }) => `"${name}" ${type}`).join(', ')})`;
    }
    const fields = columns.map(({ name }) => `value->>'${name}' AS "${name}"`).join(', ');
    return `(SELECT ${fields} FROM json_each(${json})) AS rows`;
  }

  /**
   * @returns The clause that locks the selected rows of `table` against changes until the transaction ends;
   *   `for delete` also against new references to them. Empty for SQLite, which has one writer at a time.
   */
  lock(table: string, purpose: LockPurpose): string {
    if (this.dialect !== 'postgres') return '';
    return purpose === 'for delete' ? ` FOR UPDATE OF ${table}` : ` FOR NO KEY UPDATE OF ${table}`;
  }

  /** @returns The arguments of TypeORM's `query`. */
  toQuery(): [text: string, parameters: unknown[]] {
    return [this.text, this.parameters];
  }
}
