import { getMetadataArgsStorage, type EntityManager } from 'typeorm';
import { type Dialect, quoteColumns, Statement } from '../engine/statement.js';
import { type EntityColumn, entityColumns } from './entity-columns.js';

type EntityClass<Row> = new () => Row;

/** The table of an entity. */
interface Table {
  readonly name: string;
  readonly columns: readonly EntityColumn[];
}

const tables = new WeakMap<object, Table>();

/** The table that an entity's decorators declare. */
function tableOf(entity: EntityClass<object>): Table {
  const cached = tables.get(entity);
  if (cached) return cached;
  const name = getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name;
  if (name === undefined) throw new Error(`${entity.name} has no table name.`);
  const table = { name, columns: entityColumns(entity) };
  tables.set(entity, table);
  return table;
}

/** Inserts a row. TypeORM's query builder takes several times as long. */
export async function insertRow<Row extends object>(
  manager: EntityManager,
  dialect: Dialect,
  entity: EntityClass<Row>,
  row: Row,
): Promise<void> {
  const { name, columns } = tableOf(entity);
  const insert = new Statement(dialect);
  const list = quoteColumns(columns);
  insert.text = `INSERT INTO ${name} (${list}) SELECT ${list} FROM ${insert.rows([row], columns)}`;
  await manager.query(...insert.toQuery());
}

/** Updates rows, found by their ids, in one statement. */
export async function updateRows<Row extends { readonly id: string }>(
  manager: EntityManager,
  dialect: Dialect,
  entity: EntityClass<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const { name: table, columns } = tableOf(entity);
  const assignments = columns.filter(({ name }) => name !== 'id').map(({ name }) => `"${name}" = rows."${name}"`);
  const update = new Statement(dialect);
  update.text = `UPDATE ${table} SET ${assignments.join(', ')} FROM ${update.rows(rows, columns)} WHERE ${table}.id = rows.id`;
  await manager.query(...update.toQuery());
}

/**
 * Updates the row with an id, as {@link insertRow} inserts one.
 *
 * @param changes New values of columns. Members that are no columns are ignored.
 */
export async function updateRow<Row extends { readonly id: string }>(
  manager: EntityManager,
  dialect: Dialect,
  entity: EntityClass<Row>,
  id: string,
  changes: Partial<Row>,
): Promise<void> {
  const update = new Statement(dialect);
  const values: Readonly<Record<string, unknown>> = changes;
  const { name: table, columns } = tableOf(entity);
  const changed = columns.filter(({ name }) => name !== 'id' && values[name] !== undefined);
  const assignments = changed.map(({ name }) => `"${name}" = ${update.value(values[name])}`);
  update.text = `UPDATE ${table} SET ${assignments.join(', ')} WHERE id = ${update.value(id)}`;
  await manager.query(...update.toQuery());
}
