/** The databases that the service runs on. */
export type Dialect = 'sqlite' | 'postgres';

/** What something is read for. */
export type LockPurpose = 'to change' | 'to delete';

/**
 * A statement under construction, in the words of either database: every value goes in as a parameter.
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

  /** A value's place in the text. */
  value(value: unknown): string {
    this.parameters.push(value);
    return this.dialect === 'postgres' ? `$${this.parameters.length}` : '?';
  }

  /** Strings to stand behind `IN`: one parameter, however many they are. A single one costs no JSON. */
  list(values: readonly string[]): string {
    if (values.length === 1) return `(${this.value(values[0])})`;
    const json = this.value(JSON.stringify(values));
    return this.dialect === 'postgres'
      ? `(SELECT value FROM json_array_elements_text(${json}::json))`
      : `(SELECT value FROM json_each(${json}))`;
  }

  /** Whether a column is one of these strings; a single one is compared as it is, so that an index gives its order. */
  isIn(column: string, values: readonly string[]): string {
    return values.length === 1 ? `${column} = ${this.value(values[0])}` : `${column} IN ${this.list(values)}`;
  }

  /**
   * A table named `rows` to stand behind `FROM`: objects' members as text columns, one parameter for all. A single row
   * costs no JSON: PostgreSQL takes a third longer over it.
   */
  rows(values: readonly object[], columns: readonly string[]): string {
    const [only, ...others] = values as readonly Readonly<Record<string, unknown>>[];
    if (only && others.length === 0) {
      const fields = columns.map((column) => `CAST(${this.value(only[column] ?? null)} AS text) AS "${column}"`);
      return `(SELECT ${fields.join(', ')}) AS rows`;
    }
    const json = this.value(JSON.stringify(values));
    if (this.dialect === 'postgres') {
      return `json_to_recordset(${json}::json) AS rows(${columns.map((column) => `"${column}" text`).join(', ')})`;
    }
    const fields = columns.map((column) => `value->>'${column}' AS "${column}"`).join(', ');
    return `(SELECT ${fields} FROM json_each(${json})) AS rows`;
  }

  /**
   * Keeps what is read of a table from changing until the transaction ends; what is to be deleted also from being
   * referred to. SQLite has one writer at a time.
   */
  lock(table: string, purpose: LockPurpose): string {
    if (this.dialect !== 'postgres') return '';
    return purpose === 'to delete' ? ` FOR UPDATE OF ${table}` : ` FOR NO KEY UPDATE OF ${table}`;
  }

  /** What TypeORM's `query` takes. */
  toQuery(): [text: string, parameters: unknown[]] {
    return [this.text, this.parameters];
  }
}
