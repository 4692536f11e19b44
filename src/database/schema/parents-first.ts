import type { EntityMetadata } from 'typeorm';

/** Sorts tables so that each follows those that its foreign keys refer to. */
export function parentsFirst(tables: readonly EntityMetadata[]): EntityMetadata[] {
  const visited = new Set<EntityMetadata>();
  const sorted: EntityMetadata[] = [];
  const visit = (table: EntityMetadata): void => {
    if (visited.has(table)) return;
    visited.add(table);
    for (const { referencedEntityMetadata } of table.foreignKeys) visit(referencedEntityMetadata);
    sorted.push(table);
  };
  tables.forEach(visit);
  return sorted;
}
