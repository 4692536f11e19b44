import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generateMigration, type Schema } from '../database/schema/generator/generate-migration.js';
import { addToIndex, migrationName } from '../database/schema/generator/migration-file.js';

/** What became of a migration. */
export interface WrittenMigration {
  /** The path of its file; undefined if nothing was written. */
  readonly file?: string;
  /** What cannot be generated, one line each. */
  readonly reasons: readonly string[];
}

/**
 * Writes the migration that adds what the entities have and the migrations lack, and adds it to the migrations' index.
 *
 * @param name In upper camel case.
 * @param folder The folder of the migrations.
 */
export async function writeMigration(schema: Schema, name: string, folder: string): Promise<WrittenMigration> {
  const migration = migrationName(name, nextTimestampMs(schema.migrations));
  const { source, reasons } = await generateMigration(schema, migration.className);
  if (source === undefined) return { reasons };
  const file = join(folder, migration.fileName);
  const index = join(folder, 'index.ts');
  const newIndex = addToIndex(await readFile(index, 'utf8'), migration);
  await writeFile(file, await formatted(source, file), { flag: 'wx' });
  await writeFile(index, await formatted(newIndex, index));
  return { file, reasons };
}

/** Now, but later than every other migration: TypeORM runs them in the order of their timestamps. */
function nextTimestampMs(migrations: Schema['migrations']): number {
  const timestamps = migrations.map(({ name }) => Number(name.slice(-13)));
  return Math.max(Date.now(), ...timestamps.map((timestamp) => timestamp + 1));
}

async function formatted(source: string, filepath: string): Promise<string> {
  return format(source, { ...(await resolveConfig('package.json')), filepath }); // the project's options
}
