// `npm run migration:run`: runs the pending migrations.
import { runOnDatabase } from './migration-command.js';

await runOnDatabase(async (dataSource) => {
  const migrations = await dataSource.runMigrations();
  for (const { name } of migrations) console.log(`The migration ${name} was run.`);
  if (migrations.length === 0) console.log('There are no pending migrations.');
});
