import { type DataSource, type EntityMetadata, Table, type TableColumn, TableForeignKey } from 'typeorm';
import { parentsFirst } from './parents-first.js';

/** The parts of a table that have names, and their names in messages. */
export type PartKind = 'column' | 'index' | 'unique constraint' | 'foreign key' | 'check';

/** One thing in which an entity and the tables of a database differ. */
export interface Difference {
  /** The name of the entity's class. */
  readonly entity: string;
  /** The table as the entity describes it. */
  readonly table: Table;
  readonly kind: 'table' | PartKind;
  readonly name: string;
  /** Whether only the entity has it (`missing`), only the database (`extra`), or both in different ways (`changed`). */
  readonly change: 'missing' | 'extra' | 'changed';
  /** For `changed`: the definitions in the entity and in the database. */
  readonly definitions?: readonly [entity: string, database: string];
  /** For `extra`: whether statements that do not know it work as before. */
  readonly isAddition?: boolean;
}

type Part = Readonly<{ kind: PartKind; name: string; definition: string; isAddition?: boolean }>;

/**
 * Compares the entities of a DataSource with the tables of its database. Tables without an entity are not looked at.
 *
 * @returns The differences, a table before those that refer to it.
 */
export async function schemaDifferences(dataSource: DataSource): Promise<Difference[]> {
  const entities = parentsFirst(dataSource.entityMetadatas.filter(({ tableType }) => tableType !== 'view'));
  const runner = dataSource.createQueryRunner();
  try {
    const tables = await runner.getTables(entities.map(({ tablePath }) => tablePath));
    return entities.flatMap((entity): Difference[] => {
      const wanted = tableOf(entity, dataSource);
      const actual = tables.find(({ name }) => name === wanted.name);
      const common = { entity: entity.targetName || entity.tableName, table: wanted };
      if (actual === undefined) return [{ ...common, kind: 'table', name: wanted.name, change: 'missing' }];
      return differencesOf(partsOf(wanted), partsOf(actual)).map((difference) => ({ ...common, ...difference }));
    });
  } finally {
    await runner.release();
  }
}

/** The difference in one sentence. */
export function describeDifference({ entity, table, kind, name, change, definitions }: Difference): string {
  if (kind === 'table') return `The entity ${entity} has a table \`${name}\` that no migration creates.`;
  const article = kind === 'index' ? 'an' : 'a';
  if (change === 'missing') return `The entity ${entity} has ${article} ${kind} \`${name}\` that no migration adds.`;
  if (change === 'extra') {
    return `The migrations add ${article} ${kind} \`${name}\` to the table \`${table.name}\` that the entity ${entity} does not have.`;
  }
  const [inEntity, inDatabase] = definitions ?? [];
  return `The ${kind} \`${name}\` is (${inEntity}) in the entity ${entity}, but (${inDatabase}) in the migrations.`;
}

function tableOf(entity: EntityMetadata, { driver }: DataSource): Table {
  const table = Table.create(entity, driver);
  for (const foreignKey of entity.foreignKeys) table.addForeignKey(TableForeignKey.create(foreignKey, driver));
  return table;
}

function differencesOf(wanted: readonly Part[], actual: readonly Part[]): Omit<Difference, 'entity' | 'table'>[] {
  const counterpart = (parts: readonly Part[], { kind, name }: Part): Part | undefined =>
    parts.find((part) => part.kind === kind && part.name === name);
  const result: Omit<Difference, 'entity' | 'table'>[] = [];
  for (const part of wanted) {
    const { kind, name, definition } = part;
    const other = counterpart(actual, part)?.definition;
    if (other === undefined) result.push({ kind, name, change: 'missing' });
    else if (other !== definition) result.push({ kind, name, change: 'changed', definitions: [definition, other] });
  }
  for (const part of actual) {
    const { kind, name, isAddition = false } = part;
    if (!counterpart(wanted, part)) result.push({ kind, name, change: 'extra', isAddition });
  }
  return result;
}

/** TypeORM gives every part a name. */
const partsOf = ({ columns, indices, uniques, foreignKeys, checks }: Table): Part[] => [
  ...columns.map((column) => ({
    kind: 'column' as const,
    name: column.name,
    definition: describeColumn(column),
    isAddition: column.isNullable || (column.default !== undefined && column.default !== null),
  })),
  ...uniques.map(({ name = '', columnNames }) => ({
    kind: 'unique constraint' as const,
    name,
    definition: columnNames.join(', '),
  })),
  ...indices.map(({ name = '', columnNames, isUnique, where }) => ({
    kind: 'index' as const,
    name,
    definition: `${isUnique ? 'unique on ' : ''}${columnNames.join(', ')}${where ? ` where ${where}` : ''}`,
    isAddition: !isUnique,
  })),
  ...foreignKeys.map((key) => ({
    kind: 'foreign key' as const,
    name: key.name ?? '',
    definition:
      `${key.columnNames.join(', ')} to ${key.referencedTableName} ${key.referencedColumnNames.join(', ')}` +
      `, on delete ${key.onDelete ?? 'NO ACTION'}, on update ${key.onUpdate ?? 'NO ACTION'}`,
  })),
  ...checks.map(({ name = '', expression = '' }) => ({ kind: 'check' as const, name, definition: expression })),
];

const describeColumn = (column: TableColumn): string =>
  [
    column.type,
    column.isNullable ? 'nullable' : 'required',
    ...(column.isPrimary ? ['primary key'] : []),
    ...(column.default === undefined || column.default === null ? [] : [`default ${String(column.default)}`]),
  ].join(', ');
