import { ServiceDataSource } from './data-source.js';
import { type DatabaseSettings, dataSourceOptions, withoutTimeouts } from './data-source-options.js';

/**
 * The DataSource for migrations, schema checks and copying, which may run for minutes.
 *
 * @returns Not initialized.
 */
export const migrationDataSource = (
  settings: DatabaseSettings,
  entities: readonly (new () => object)[],
): ServiceDataSource =>
  new ServiceDataSource({ ...withoutTimeouts(dataSourceOptions(settings)), entities: [...entities] });
