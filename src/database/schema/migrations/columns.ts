import type { QueryRunner, TableColumnOptions } from 'typeorm';

/** What the tables' columns are made of, in the words of the runner's database. */
export interface Columns {
  /** A column of text, which sorts by code point on every database. */
  readonly text: (name: string, options?: Partial<TableColumnOptions>) => TableColumnOptions;
  readonly integer: (name: string) => TableColumnOptions;
  /** The columns that every stored object has, its primary key among them. */
  readonly entityInfo: () => TableColumnOptions[];
}

/** The columns for a migration that runs on this runner. */
export function columnsFor(runner: QueryRunner): Columns {
  // SQLite sorts by code point unless told otherwise; PostgreSQL by the database's language.
  const collation = runner.dataSource.options.type === 'postgres' ? { collation: 'C' } : {};
  const text: Columns['text'] = (name, options = {}) => ({ name, type: 'text', ...collation, ...options });
  return {
    text,
    integer: (name) => ({ name, type: 'integer' }),
    entityInfo: () => [
      text('id', { isPrimary: true }),
      ...['dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy'].map((name) => text(name)),
    ],
  };
}
