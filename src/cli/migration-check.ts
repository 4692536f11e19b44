// `npm run migration:check`: compares the database with the migrations and the entities.
import { entities } from '../bootstrap/entities.js';
import { loadEnv } from '../config/env.js';
import { resolveInMemoryDatabase } from '../database/schema/data-source-options.js';
import { migrationDataSource } from '../database/schema/migration-data-source.js';
import { schemaMismatch } from '../database/schema/schema-state.js';

const env = loadEnv();
const dataSource = await migrationDataSource(resolveInMemoryDatabase(env), entities).initialize();
// An in-memory database is always empty, so this checks the migrations themselves against the entities.
if (env.DATABASE_URL === 'sqlite::memory:') await dataSource.runMigrations();
const reason = await schemaMismatch(dataSource);
await dataSource.destroy();
console.log(reason ?? 'The database, the migrations and the entities agree.');
process.exitCode = reason === undefined ? 0 : 1;
