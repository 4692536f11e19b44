// `npm run migration:check`: whether the database is what the migrations make, and the entities are what it holds.
import dataSource from '../../ormconfig.js';
import { loadEnv } from '../config/env.js';
import { schemaMismatch } from '../database/schema/schema-state.js';

await dataSource.initialize();
// A throw-away database is always empty: then the migrations themselves are checked.
if (loadEnv().DATABASE_URL === 'sqlite::memory:') await dataSource.runMigrations();
const reason = await schemaMismatch(dataSource);
await dataSource.destroy();
console.log(reason ?? 'The database, the migrations and the entities agree.');
process.exitCode = reason === undefined ? 0 : 1;
