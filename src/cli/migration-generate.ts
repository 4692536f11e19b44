// `npm run migration:generate -- Name`: writes the migration that the entities need. Only for development.
import { entities } from '../bootstrap/entities.js';
import { StartError } from '../common/errors.js';
import { isMigrationName } from '../database/schema/generator/migration-file.js';
import { migrations } from '../database/schema/migrations/index.js';
import { runCommand } from './migration-command.js';
import { writeMigration } from './write-migration.js';

await runCommand(async () => {
  const [name = '', ...more] = process.argv.slice(2);
  if (!isMigrationName(name) || more.length > 0) {
    throw new StartError(
      'Usage: npm run migration:generate -- Name, with a name in upper camel case such as AddTitle.',
    );
  }
  const { file, reasons } = await writeMigration({ entities, migrations }, name, 'src/database/schema/migrations');
  if (reasons.length > 0) throw new StartError(`No migration was written.\n${reasons.join('\n')}`);
  console.log(
    file === undefined
      ? 'The entities and the migrations agree. No migration was written.'
      : `${file} was written and added to index.ts beside it.`,
  );
});
