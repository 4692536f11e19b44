import type { QueryRunner, TableColumnOptions } from 'typeorm';

/** Column definitions for the migrations, in the dialect of one database. */
export interface Columns {
  /** A text column. It sorts by code point on every database. */
  readonly text: (name: string, options?: Partial<TableColumnOptions>) => TableColumnOptions;
  readonly integer: (name: string, options?: Partial<TableColumnOptions>) => TableColumnOptions;
  /** The columns of EntityInfo, including the primary key. */
  readonly entityInfo: () => TableColumnOptions[];
}

/** The columns of EntityInfo. */
export const ENTITY_INFO_COLUMNS = ['id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy'] as const;

export function columnsFor(runner: QueryRunner): Columns {
  // SQLite sorts by code point by default; PostgreSQL uses the database's locale.
  const collation = runner.dataSource.options.type === 'postgres' ? { collation: 'C' } : {};
  const text: Columns['text'] = (name, options = {}) => ({ name, type: 'text', ...collation, ...options });
  return {
    text,
    integer: (name, options = {}) => ({ name, type: 'integer', ...options }),
    entityInfo: () => ENTITY_INFO_COLUMNS.map((name) => text(name, name === 'id' ? { isPrimary: true } : {})),
  };
}
