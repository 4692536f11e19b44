import type { DataSource, EntityMetadata } from 'typeorm';
import { StartError } from '../../common/errors.js';
import { causeOf, isBadValue } from '../engine/database-errors.js';
import { quoteColumns } from '../engine/statement.js';
import { parentsFirst } from './parents-first.js';
import { schemaMismatch } from './schema-state.js';

/** Rows copied by one statement. */
const COPY_BATCH_SIZE = 500;

type Row = Record<string, unknown>;

/**
 * Copies every row of one database to another, parents before their children. The two may be of different kinds. A copy
 * that was interrupted can be run again: rows that exist in the target are updated.
 *
 * @param onProgress Receives one line after each batch.
 * @throws StartError if the source has another schema than this program, or if a row conflicts with one of the target's.
 */
export async function copyDatabase(
  source: DataSource,
  target: DataSource,
  onProgress: (line: string) => void,
): Promise<void> {
  const reason = await schemaMismatch(source);
  if (reason !== undefined) throw new StartError(`The source cannot be copied. ${reason}`);
  await target.runMigrations();
  for (const table of parentsFirst(source.entityMetadatas)) {
    const selfReferences = selfReferencesOf(table);
    // A row may precede the row of the same table that it refers to. The first pass copies all rows without references.
    if (selfReferences.size > 0) {
      await copyTable(source, target, table, columnsOf(table, selfReferences), () => undefined);
    }
    await copyTable(source, target, table, columnsOf(table), onProgress);
  }
}

async function copyTable(
  source: DataSource,
  target: DataSource,
  table: EntityMetadata,
  columns: readonly string[],
  onProgress: (line: string) => void,
): Promise<void> {
  const total = Number((await source.query<Row[]>(`SELECT count(*) AS n FROM "${table.tableName}"`))[0]?.n);
  let copied = 0;
  let last: Row | undefined;
  do {
    const rows = await readBatch(source, table, columns, last);
    if (rows.length > 0) await upsert(target, table, columns, rows);
    copied += rows.length;
    last = rows.length < COPY_BATCH_SIZE ? undefined : rows.at(-1);
    onProgress(`${table.tableName}: ${copied} of ${total}`);
  } while (last);
}

/** @param after The last row of the batch before. */
function readBatch(
  source: DataSource,
  table: EntityMetadata,
  columns: readonly string[],
  after: Row | undefined,
): Promise<Row[]> {
  const keys = keysOf(table);
  const values = after ? keys.map((key) => after[key]) : [];
  const where = after ? `WHERE (${quoteColumns(keys)}) > (${placeholders(source, values)})` : '';
  return source.query<Row[]>(
    `SELECT ${quoteColumns(columns)} FROM "${table.tableName}" ${where} ` +
      `ORDER BY ${quoteColumns(keys)} LIMIT ${COPY_BATCH_SIZE}`,
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
    return `(${placeholders(target, own, values.length - own.length)})`;
  });
  const keys = keysOf(table);
  const updates = columns.filter((column) => !keys.includes(column)).map((name) => `"${name}" = excluded."${name}"`);
  const statement =
    `INSERT INTO "${table.tableName}" (${quoteColumns(columns)}) VALUES ${tuples.join(', ')} ` +
    `ON CONFLICT (${quoteColumns(keys)}) DO ${updates.length > 0 ? `UPDATE SET ${updates.join(', ')}` : 'NOTHING'}`;
  try {
    await target.query(statement, values);
  } catch (error) {
    if (!isBadValue(error)) throw error;
    throw new StartError(`${table.tableName}: ${causeOf(error).message}. Copy to an empty database.`, { cause: error });
  }
}

/** @param offset How many parameters precede these in the statement. */
const placeholders = ({ options }: DataSource, values: readonly unknown[], offset = 0): string =>
  values.map((_, index) => (options.type === 'postgres' ? `$${offset + index + 1}` : '?')).join(', ');

const keysOf = (table: EntityMetadata): string[] => table.primaryColumns.map(({ databaseName }) => databaseName);

const columnsOf = (table: EntityMetadata, excluded: ReadonlySet<string> = new Set()): string[] =>
  table.columns.map(({ databaseName }) => databaseName).filter((name) => !excluded.has(name));

/** The columns of a table that refer to rows of the same table. */
const selfReferencesOf = (table: EntityMetadata): Set<string> =>
  new Set(
    table.foreignKeys
      .filter(({ referencedTablePath }) => referencedTablePath === table.tablePath)
      .flatMap(({ columnNames }) => columnNames),
  );
