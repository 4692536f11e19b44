import type { Table, TableColumn, TableIndex } from 'typeorm';
import { describeDifference, type Difference } from '../schema-differences.js';

/** The column types that both databases know under the same name. */
const TYPES = ['text', 'integer', 'bigint', 'real', 'double precision', 'boolean'];

/**
 * Says why no migration that serves both databases can be generated for a difference.
 *
 * @returns One line for each reason; none if it can be generated.
 */
export function inexpressible(difference: Difference): string[] {
  const { table, kind, change } = difference;
  const description = describeDifference(difference);
  if (change === 'extra') return [`${description} Dropping it has to be written by hand.`];
  if (change === 'changed') return [`${description} Changing it has to be written by hand.`];
  const isPart = ({ name }: { name?: string }): boolean => kind === 'table' || name === difference.name;
  return [
    ...partsFor(kind, 'column', table.columns)
      .filter(isPart)
      .flatMap((column) => columnReasons(column, kind === 'table' ? undefined : table)),
    ...partsFor(kind, 'index', table.indices).filter(isPart).flatMap(indexReasons),
    ...partsFor(kind, 'unique constraint', table.uniques)
      .filter((unique) => isPart(unique) && unique.deferrable)
      .map(({ name }) => `SQLite cannot defer the unique constraint \`${name ?? ''}\`.`),
    ...partsFor(kind, 'foreign key', table.foreignKeys)
      .filter((key) => isPart(key) && key.deferrable)
      .map(({ name }) => `The foreign key \`${name ?? ''}\` is deferrable, which has to be written by hand.`),
    ...partsFor(kind, 'check', table.checks)
      .filter(isPart)
      .map(({ name }) => `The check \`${name ?? ''}\` is SQL, which has to be written by hand.`),
  ].map((reason) => `${description} ${reason}`);
}

const partsFor = <T>(kind: Difference['kind'], own: Difference['kind'], parts: readonly T[]): readonly T[] =>
  kind === 'table' || kind === own ? parts : [];

/** @param table The existing table that gets the column; undefined if the table is new. */
function columnReasons(column: TableColumn, table: Table | undefined): string[] {
  const { name, type, isNullable, isPrimary } = column;
  const value = column.default as string | null | undefined; // as SQL
  const hasDefault = value !== undefined && value !== null;
  const reasons: string[] = [];
  if (!TYPES.includes(type)) reasons.push(`has the type ${type}; both databases have ${TYPES.join(', ')}`);
  if (hasOptions(column)) reasons.push('has options besides type, null and default');
  if (hasDefault && !isPortableDefault(type, value)) reasons.push('has a default that differs by database');
  if (table && isPrimary) reasons.push('belongs to the primary key of an existing table');
  else if (table && !isNullable && !hasDefault) reasons.push('is required and has no default for existing rows');
  return reasons.map((reason) => `The column \`${name}\` ${reason}.`);
}

const hasOptions = (column: TableColumn): boolean =>
  column.isGenerated ||
  column.isArray ||
  column.unsigned ||
  [
    column.length,
    column.precision,
    column.scale,
    column.collation,
    column.charset,
    column.comment,
    column.enum,
    column.asExpression,
    column.onUpdate,
  ].some(Boolean);

/** Whether TypeORM writes the default, and reads it back, alike on both databases. */
const isPortableDefault = (type: string, value: string): boolean =>
  type === 'text' ? /^'[^':]*'$/.test(value) : /^(integer|bigint)$/.test(type) && /^-?\d+$/.test(value);

function indexReasons(index: TableIndex): string[] {
  const isSpecial = [
    index.isSpatial,
    index.isFulltext,
    index.isConcurrent,
    index.isNullFiltered,
    index.parser,
    index.type,
  ].some(Boolean);
  return isSpecial ? [`The index \`${index.name ?? ''}\` is of a kind that not both databases have.`] : [];
}
