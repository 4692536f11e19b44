// `npm run migration:generate -- Name`: writes the migration that the entities need. Only for development.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { entities } from '../bootstrap/entities.js';
import { generateMigration } from '../database/schema/generator/generate-migration.js';
import { addToIndex, isMigrationName, migrationName } from '../database/schema/generator/migration-file.js';
import { migrations } from '../database/schema/migrations/index.js';

const FOLDER = 'src/database/schema/migrations';

const [name = '', ...more] = process.argv.slice(2);
if (!isMigrationName(name) || more.length > 0) {
  console.error('Usage: npm run migration:generate -- Name, with a name in upper camel case such as AddTitle.');
  process.exitCode = 1;
} else {
  await generate(name);
}

async function generate(name: string): Promise<void> {
  const migration = migrationName(name, nextTimestampMs());
  const { source, reasons } = await generateMigration({ entities, migrations }, migration.className);
  if (reasons.length > 0) {
    console.error(`No migration was written.\n${reasons.join('\n')}`);
    process.exitCode = 1;
  } else if (source === undefined) {
    console.log('The entities and the migrations agree. No migration was written.');
  } else {
    const [file, index] = [migration.fileName, 'index.ts'].map((base) => join(FOLDER, base)) as [string, string];
    const newIndex = addToIndex(await readFile(index, 'utf8'), migration);
    await writeFile(file, await formatted(source, file), { flag: 'wx' });
    await writeFile(index, await formatted(newIndex, index));
    console.log(`${file} was written and added to ${index}.`);
  }
}

/** Now, but later than every migration there is: TypeORM runs them in the order of their timestamps. */
function nextTimestampMs(): number {
  const timestamps = migrations.map(({ name: className }) => Number(className.slice(-13)));
  return Math.max(Date.now(), ...timestamps.map((timestamp) => timestamp + 1));
}

async function formatted(source: string, filepath: string): Promise<string> {
  return format(source, { ...(await resolveConfig(filepath)), filepath });
}
