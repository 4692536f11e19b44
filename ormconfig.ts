import { entities } from './src/bootstrap/entities.js';
import { loadEnv } from './src/config/env.js';
import { ServiceDataSource } from './src/database/schema/data-source.js';
import {
  dataSourceOptions,
  resolveInMemoryDatabase,
  withoutTimeouts,
} from './src/database/schema/data-source-options.js';

/** The service's own database, for the TypeORM command line: `npx typeorm migration:show -d dist/ormconfig.js`. */
export default new ServiceDataSource({
  ...withoutTimeouts(dataSourceOptions(resolveInMemoryDatabase(loadEnv()))),
  entities,
});
