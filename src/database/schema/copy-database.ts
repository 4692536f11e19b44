import type { DataSource, EntityMetadata } from 'typeorm';
import { StartError } from '../../common/errors.js';
import { causeOf, isBadValue } from '../engine/database-errors.js';
import { schemaMismatch } from './schema-state.js';

/** How many rows go over in one statement. */
const COPY_BATCH_SIZE = 500;

type Row = Record<string, unknown>;

/**
 * Copies every row of one database into another, of whichever kind, parents before their children. It may be ended at
 * any moment and run again: rows that are there already are brought up to date.
 *
 * @param progress Is told how far each table is.
 * @throws StartError where the two do not have the same tables, or the target holds rows of its own that stand in the way.
 */
export async function copyDatabase(
  source: DataSource,
  target: DataSource,
  progress: (line: string) => void,
): Promise<void> {
  const reason = await schemaMismatch(source);
  if (reason !== undefined) throw new StartError(`Nothing can be copied yet. ${reason}`);
  await target.runMigrations();
  for (const table of parentsFirst(source.entityMetadatas)) {
    const own = ownParents(table);
    // A row may come before the row of its own table that it belongs to: then that is told in a second round.
    if (own.size > 0) await copyTable(source, target, table, columnsOf(table, own), () => undefined);
    await copyTable(source, target, table, columnsOf(table), progress);
  }
}

async function copyTable(
  source: DataSource,
  target: DataSource,
  table: EntityMetadata,
  columns: readonly string[],
  progress: (line: string) => void,
): Promise<void> {
  const total = Number((await source.query<Row[]>(`SELECT count(*) AS n FROM "${table.tableName}"`))[0]?.n);
  let done = 0;
  let last: Row | undefined;
  do {
    const rows = await chunk(source, table, columns, last);
    if (rows.length > 0) await upsert(target, table, columns, rows);
    done += rows.length;
    last = rows.length < COPY_BATCH_SIZE ? undefined : rows.at(-1);
    progress(`${table.tableName}: ${done} of ${total}`);
  } while (last);
}

function chunk(
  source: DataSource,
  table: EntityMetadata,
  columns: readonly string[],
  after: Row | undefined,
): Promise<Row[]> {
  const keys = keysOf(table);
  const values = after ? keys.map((key) => after[key]) : [];
  const where = after ? `WHERE (${names(keys)}) > (${places(source, values)})` : '';
  return source.query<Row[]>(
    `SELECT ${names(columns)} FROM "${table.tableName}" ${where} ORDER BY ${names(keys)} LIMIT ${COPY_BATCH_SIZE}`,
    values,
  );
}

async function upsert(
  target: DataSource,
  table: EntityMetadata,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const values: unknown[] = [];
  const tuples = rows.map((row) => {
    const own = columns.map((column) => row[column]);
    values.push(...own);
    return `(${places(target, own, values.length - own.length)})`;
  });
  const keys = keysOf(table);
  const rest = columns.filter((column) => !keys.includes(column)).map((name) => `"${name}" = excluded."${name}"`);
  const statement =
    `INSERT INTO "${table.tableName}" (${names(columns)}) VALUES ${tuples.join(', ')} ` +
    `ON CONFLICT (${names(keys)}) DO ${rest.length > 0 ? `UPDATE SET ${rest.join(', ')}` : 'NOTHING'}`;
  try {
    await target.query(statement, values);
  } catch (error) {
    if (!isBadValue(error)) throw error;
    throw new StartError(`${table.tableName}: ${causeOf(error).message}. Copy to an empty database.`, { cause: error });
  }
}

const names = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ');

const places = ({ options }: DataSource, values: readonly unknown[], from = 0): string =>
  values.map((_, index) => (options.type === 'postgres' ? `$${from + index + 1}` : '?')).join(', ');

const keysOf = (table: EntityMetadata): string[] => table.primaryColumns.map(({ databaseName }) => databaseName);

const columnsOf = (table: EntityMetadata, without: ReadonlySet<string> = new Set()): string[] =>
  table.columns.map(({ databaseName }) => databaseName).filter((name) => !without.has(name));

/** The columns by which rows of a table belong to others of the same. */
const ownParents = (table: EntityMetadata): Set<string> =>
  new Set(
    table.foreignKeys
      .filter(({ referencedTablePath }) => referencedTablePath === table.tablePath)
      .flatMap(({ columnNames }) => columnNames),
  );

function parentsFirst(tables: readonly EntityMetadata[]): EntityMetadata[] {
  const sorted: EntityMetadata[] = [];
  const place = (table: EntityMetadata): void => {
    if (sorted.includes(table)) return;
    for (const { referencedEntityMetadata } of table.foreignKeys) {
      if (referencedEntityMetadata !== table) place(referencedEntityMetadata);
    }
    sorted.push(table);
  };
  tables.forEach(place);
  return sorted;
}
