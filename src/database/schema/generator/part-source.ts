import { type Table, TableColumn, type TableForeignKey, type TableIndex } from 'typeorm';
import { ENTITY_INFO_COLUMNS } from '../migrations/columns.js';

/** An object of plain values as TypeScript, without the members that are undefined. */
export const literal = (members: Readonly<Record<string, unknown>>): string =>
  `{ ${Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(', ')} }`;

/** The options of a new table's columns; those of EntityInfo by their helper. */
export function columnsSource({ columns }: Table): string[] {
  const sources = columns.map(columnSource);
  const entityInfo = ENTITY_INFO_COLUMNS.map((name) =>
    columnSource(new TableColumn({ name, type: 'text', isPrimary: name === 'id' })),
  );
  return entityInfo.every((source) => sources.includes(source))
    ? ['...entityInfo()', ...sources.filter((source) => !entityInfo.includes(source))]
    : sources;
}

/** The options of a column, by the helper for its type if there is one. */
export function columnSource({ name, type, isPrimary, isNullable, default: value }: TableColumn): string {
  const options = {
    isPrimary: isPrimary || undefined,
    isNullable: isNullable || undefined,
    default: (value ?? undefined) as unknown,
  };
  if (type !== 'text' && type !== 'integer') return literal({ name, type, ...options });
  const hasOptions = Object.values(options).some((option) => option !== undefined);
  return `${type}(${JSON.stringify(name)}${hasOptions ? `, ${literal(options)}` : ''})`;
}

/** The options of an index. */
export const indexSource = ({ name, columnNames, isUnique, where }: TableIndex): string =>
  literal({ name, columnNames, isUnique: isUnique || undefined, where: where || undefined });

/** The options of a foreign key. */
export const foreignKeySource = ({
  name,
  columnNames,
  referencedTableName,
  referencedColumnNames,
  onDelete,
  onUpdate,
}: TableForeignKey): string =>
  literal({
    name,
    columnNames,
    referencedTableName,
    referencedColumnNames,
    onDelete: onDelete === 'NO ACTION' ? undefined : onDelete,
    onUpdate: onUpdate === 'NO ACTION' ? undefined : onUpdate,
  });
