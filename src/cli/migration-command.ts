import { entities } from '../bootstrap/entities.js';
import { StartError } from '../common/errors.js';
import { loadEnv } from '../config/env.js';
import { resolveInMemoryDatabase } from '../database/schema/data-source-options.js';
import type { ServiceDataSource } from '../database/schema/data-source.js';
import { openForMigration } from '../database/schema/prepare-database.js';

/** Runs a command. An error makes the exit code 1; if an operator can correct it, it is printed in one line. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    process.exitCode = 1;
  }
}

/** Runs a command on the service's database. */
export const runOnDatabase = (command: (dataSource: ServiceDataSource) => Promise<void>): Promise<void> =>
  runCommand(async () => {
    const dataSource = await openForMigration(resolveInMemoryDatabase(loadEnv()), entities);
    try {
      await command(dataSource);
    } finally {
      await dataSource.destroy();
    }
  });
