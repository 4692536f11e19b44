import { entities } from './src/app.entities.js';
import { loadEnv } from './src/config/env.js';
import { ServiceDataSource } from './src/database/data-source.js';
import { dataSourceOptions, placeDatabase, unhurried } from './src/database/data-source-options.js';

/** The service's own database, for the TypeORM command line: `npx typeorm migration:show -d dist/ormconfig.js`. */
export default new ServiceDataSource({ ...unhurried(dataSourceOptions(placeDatabase(loadEnv()))), entities });
