import type { QueryRunner } from 'typeorm';
import { dialectOf, Statement } from '../../engine/statement.js';

/** @returns The ids of the rows that share a folded name, for each such name. */
export function idsOfSameNames(rows: readonly { id: string; foldedName: string }[]): string[][] {
  const idsByName = new Map<string, string[]>();
  for (const { id, foldedName } of rows) idsByName.set(foldedName, [...(idsByName.get(foldedName) ?? []), id]);
  return [...idsByName.values()].filter((ids) => ids.length > 1);
}

export async function setFoldedName(
  runner: QueryRunner,
  table: 'accounts' | 'users',
  id: string,
  foldedName: string,
): Promise<void> {
  const update = new Statement(dialectOf(runner.dataSource.options));
  update.text = `UPDATE ${table} SET "foldedName" = ${update.value(foldedName)} WHERE id = ${update.value(id)}`;
  await runner.query(...update.toQuery());
}
