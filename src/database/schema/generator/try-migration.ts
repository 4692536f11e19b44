import { compileFunction } from 'node:vm';
import * as typeorm from 'typeorm';
import type { DataSource, MigrationInterface } from 'typeorm';
import ts from 'typescript';
import * as columns from '../migrations/columns.js';

/** The modules that a generated migration may import. */
const MODULES: Readonly<Record<string, unknown>> = { typeorm, './columns.js': columns };

/** Evaluates the source of a generated migration. */
export function loadMigration(source: string, className: string): new () => MigrationInterface {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const exported: Record<string, new () => MigrationInterface> = {};
  const evaluate = compileFunction(outputText, ['exports', 'require']) as (exports: object, require: object) => void;
  evaluate(exported, (name: string) => MODULES[name]);
  const migration = exported[className];
  if (migration === undefined) throw new Error(`The source has no class ${className}.`);
  return migration;
}

/**
 * Runs a migration on a migrated database, and reverts it.
 *
 * @returns The SQL statements that the tables then still need to be as the entities have them; none is right.
 */
export async function tryMigration(dataSource: DataSource, migration: MigrationInterface): Promise<string[]> {
  const statementsLeft = async (): Promise<string[]> =>
    (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
  const before = await statementsLeft();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.beforeMigration();
    await migration.up(runner);
    const left = await statementsLeft();
    await migration.down(runner);
    const after = await statementsLeft();
    if (after.join() !== before.join())
      throw new Error(`The migration does not revert what it does: ${after.join('; ')}`);
    return left;
  } finally {
    await runner.afterMigration();
    await runner.release();
  }
}
