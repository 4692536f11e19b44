import type { MigrationInterface } from 'typeorm';
import { withFreshDatabase } from '../fresh-database.js';
import { schemaDifferences } from '../schema-differences.js';
import { inexpressible } from './inexpressible.js';
import { migrationSource } from './migration-source.js';
import { loadMigration, tryMigration } from './try-migration.js';

/** The entities, and the migrations that there are for them. */
export interface Schema {
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** The source of a migration, or the reasons why there is none. */
export interface GeneratedMigration {
  /** Not formatted; undefined if there is nothing to add, or if there are `reasons`. */
  readonly source?: string;
  /** What cannot be generated, one line each. */
  readonly reasons: readonly string[];
}

/**
 * Writes the migration that adds what the entities have and the migrations lack. It is run and reverted on a fresh SQLite
 * database before it is returned.
 */
export const generateMigration = (schema: Schema, className: string): Promise<GeneratedMigration> =>
  withFreshDatabase({ entities: [...schema.entities], migrations: [...schema.migrations] }, async (dataSource) => {
    const differences = await schemaDifferences(dataSource);
    const reasons = differences.flatMap(inexpressible);
    if (reasons.length > 0) return { reasons };
    const source = migrationSource(className, differences);
    const left = await tryMigration(dataSource, new (loadMigration(source, className))());
    if (left.length > 0) return { reasons: left.map((statement) => `This has to be written by hand: ${statement}`) };
    return differences.length > 0 ? { source, reasons } : { reasons };
  });
