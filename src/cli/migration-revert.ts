// `npm run migration:revert`: reverts the last migration.
import { appliedMigrations } from '../database/schema/applied-migrations.js';
import { runOnDatabase } from './migration-command.js';

await runOnDatabase(async (dataSource) => {
  const before = await appliedMigrations(dataSource);
  await dataSource.undoLastMigration();
  const after = new Set(await appliedMigrations(dataSource));
  const reverted = before.filter((name) => !after.has(name));
  console.log(
    reverted.length > 0 ? `The migration ${reverted.join(', ')} was reverted.` : 'There are no migrations to revert.',
  );
});
