import { AdvancedConsoleLogger } from 'typeorm';
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
  new ServiceDataSource({
    ...withoutTimeouts(dataSourceOptions(settings)),
    entities: [...entities],
    logger: new MigrationLogger(),
  });

class MigrationLogger extends AdvancedConsoleLogger {
  /** Does not print why a migration failed: the command or start that runs it catches and prints the same error. */
  override logMigration(): void {}

  /** Prints the lines of `typeorm migration:show` alone. */
  override logSchemaBuild(message: string): void {
    if (/^\[[ X]\] /.test(message)) console.log(message);
  }
}
