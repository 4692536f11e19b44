import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { StartError } from '../../common/errors.js';
import type { Env } from '../../config/env.js';
import { ServiceDataSource } from './data-source.js';
import { type DatabaseSettings, dataSourceOptions, withoutTimeouts } from './data-source-options.js';
import { causeOf, isOutage } from '../engine/database-errors.js';
import { schemaMismatch } from './schema-state.js';

const RETRY_INTERVAL_MS = 500;

/**
 * Makes the database ready for this program: waits until it is there, migrates it, one process at a time, and sees that
 * its tables are what the program takes them for.
 *
 * @throws StartError where it cannot be made ready, with the reason in one line.
 */
export async function prepareDatabase(
  settings: DatabaseSettings & Pick<Env, 'DATABASE_START_TIMEOUT' | 'DATABASE_MIGRATIONS'>,
  entities: readonly (new () => object)[],
): Promise<void> {
  const options = { ...withoutTimeouts(dataSourceOptions(settings)), entities: [...entities] };
  const dataSource = await opened(() => new ServiceDataSource(options).initialize(), settings.DATABASE_START_TIMEOUT);
  try {
    if (settings.DATABASE_MIGRATIONS === 'run') await dataSource.runMigrations();
    const reason = await schemaMismatch(dataSource);
    if (reason !== undefined) throw new StartError(reason);
  } finally {
    await dataSource.destroy();
  }
}

async function opened<T>(open: () => Promise<T>, patience: number): Promise<T> {
  const deadline = Date.now() + patience;
  for (let attempt = 1; ; attempt++) {
    try {
      return await open();
    } catch (error) {
      const reason = `The database that DATABASE_URL names cannot be opened: ${causeOf(error).message}`;
      if (!isOutage(error) || Date.now() + RETRY_INTERVAL_MS > deadline) throw new StartError(reason, { cause: error });
      if (attempt === 1) new Logger('Database').warn(`${reason}. Trying again for ${patience / 1000} s.`);
      await sleep(RETRY_INTERVAL_MS);
    }
  }
}
