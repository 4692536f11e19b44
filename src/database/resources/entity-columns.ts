import { getMetadataArgsStorage } from 'typeorm';
import type { Column } from '../engine/statement.js';

/** A column of an entity's table. */
export interface EntityColumn extends Column {
  readonly isNullable: boolean;
  /** Whether an index gives the order by this column and then by id. */
  readonly isIndexed: boolean;
}

/**
 * Lists the columns that an entity's decorators declare, those of its base classes included.
 *
 * @throws Error if a column is neither `text` nor `integer`: the two types that both databases return alike.
 */
export function entityColumns(entity: new () => object): readonly EntityColumn[] {
  const { name: entityName } = entity;
  const storage = getMetadataArgsStorage();
  const indices = storage.filterIndices(classesOf(entity)).map(({ columns }) => String(columns));
  return storage.filterColumns(classesOf(entity)).map(({ propertyName: name, options }) => {
    const { type, nullable = false, primary = false } = options;
    if (options.name !== undefined && options.name !== name) {
      throw new Error(`The column '${name}' of ${entityName} has another name in its table.`);
    }
    if (type !== 'text' && type !== 'integer') {
      throw new Error(`The column '${name}' of ${entityName} must be 'text' or 'integer', not '${String(type)}'.`);
    }
    return { name, type, isNullable: nullable, isIndexed: primary || indices.includes(`${name},id`) };
  });
}

/** A class and its base classes. */
function classesOf(type: object): (new () => object)[] {
  const classes: (new () => object)[] = [];
  for (let at = type; at !== Function.prototype; at = Object.getPrototypeOf(at) as object) {
    classes.push(at as new () => object);
  }
  return classes;
}
