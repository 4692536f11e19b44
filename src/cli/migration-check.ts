// `npm run migration:check`: compares the database with the migrations and the entities.
import { schemaMismatch } from '../database/schema/schema-state.js';
import { loadEnv } from '../config/env.js';
import { runOnDatabase } from './migration-command.js';

await runOnDatabase(async (dataSource) => {
  // An in-memory database is always empty, so this checks the migrations themselves against the entities.
  if (loadEnv().DATABASE_URL === 'sqlite::memory:') await dataSource.runMigrations();
  const reason = await schemaMismatch(dataSource);
  console.log(reason ?? 'The database, the migrations and the entities agree.');
  if (reason !== undefined) process.exitCode = 1;
});
