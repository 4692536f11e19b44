import { entities } from './src/bootstrap/entities.js';
import { loadEnv } from './src/config/env.js';
import { resolveInMemoryDatabase } from './src/database/schema/data-source-options.js';
import { migrationDataSource } from './src/database/schema/migration-data-source.js';

/** The service's database, for the TypeORM command line: `npx typeorm migration:show -d dist/ormconfig.js`. */
export default migrationDataSource(resolveInMemoryDatabase(loadEnv()), entities);
