import { type DataSource, MigrationExecutor } from 'typeorm';
import { type Difference, schemaDifferences } from './schema-differences.js';

/**
 * A migration whose name begins so only adds what a program without it does not notice (expand). The newer program says so by
 * the name, because the names are all that an older one can read.
 */
const EXPANSION = /^Expand/;

/**
 * Says why this program cannot use a database that a newer one has migrated.
 *
 * @param newer The names of the migrations that this program does not have.
 * @returns The reason in one line; undefined if the newer migrations only add, by their names and by the tables.
 */
export async function expansionMismatch(dataSource: DataSource, newer: readonly string[]): Promise<string | undefined> {
  const others = newer.filter((name) => !EXPANSION.test(name));
  if (others.length > 0) return because(`the migration ${others.join(', ')} does more than add`);
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  if (pending.length > 0) return because(`it lacks the migration ${pending.map(({ name }) => name).join(', ')}`);
  const differences = (await schemaDifferences(dataSource)).filter((difference) => !isHarmless(difference));
  if (differences.length === 0) return undefined;
  const parts = differences.map(({ table, kind, name, change }) => `the ${kind} ${table.name}.${name} is ${change}`);
  return because(parts.join(', '));
}

/** An index decides only how fast a statement is, unless it is unique. PostgreSQL gives its columns in another order. */
const isHarmless = ({ kind, change, isAddition, definitions = ['', ''] }: Difference): boolean =>
  isAddition === true ||
  (kind === 'index' && change === 'changed' && !definitions.some((definition) => definition.startsWith('unique')));

const because = (reason: string): string => `The database is newer than this program, which cannot use it: ${reason}.`;
