import { Logger } from '@nestjs/common';
import { StartError } from '../../common/errors.js';
import { deadlineIn, retryUntil } from '../../common/retry-until.js';
import type { Env } from '../../config/env.js';
import type { ServiceDataSource } from './data-source.js';
import type { DatabaseSettings } from './data-source-options.js';
import { causeOf, isOutage } from '../engine/database-errors.js';
import { newerMigrations } from './applied-migrations.js';
import { expansionMismatch } from './expanded-schema.js';
import { migrationDataSource } from './migration-data-source.js';
import { schemaMismatch } from './schema-state.js';

const RETRY_INTERVAL_MS = 500;

/**
 * Prepares the database for this program: waits until it accepts connections, runs the migrations, and compares its
 * tables with the entities. Only one process migrates at a time. A database that a newer program has migrated is left as it
 * is, and accepted only with `DATABASE_NEWER=expanded`.
 *
 * @throws StartError with a reason of one line.
 */
export async function prepareDatabase(
  settings: DatabaseSettings & Pick<Env, 'DATABASE_START_TIMEOUT' | 'DATABASE_MIGRATIONS' | 'DATABASE_NEWER'>,
  entities: readonly (new () => object)[],
): Promise<void> {
  const dataSource = await openForMigration(settings, entities);
  try {
    if (settings.DATABASE_NEWER === 'expanded' && (await isExpanded(dataSource))) return;
    if (settings.DATABASE_MIGRATIONS === 'run') await dataSource.runMigrations();
    const reason = await schemaMismatch(dataSource);
    if (reason !== undefined) throw new StartError(reason);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * @returns Whether a newer program has migrated the database, and this one can use it all the same.
 * @throws StartError if it cannot.
 */
async function isExpanded(dataSource: ServiceDataSource): Promise<boolean> {
  const newer = await newerMigrations(dataSource);
  if (newer.length === 0) return false;
  const reason = await expansionMismatch(dataSource, newer);
  if (reason !== undefined) throw new StartError(reason);
  new Logger('Database').warn(`The database is newer than this program, and has additions: ${newer.join(', ')}.`);
  return true;
}

/**
 * Opens the database for migrations. Waits until it accepts connections.
 *
 * @throws StartError if it does not within DATABASE_START_TIMEOUT.
 */
export async function openForMigration(
  settings: DatabaseSettings & Pick<Env, 'DATABASE_START_TIMEOUT'>,
  entities: readonly (new () => object)[],
): Promise<ServiceDataSource> {
  const timeoutMs = settings.DATABASE_START_TIMEOUT;
  const describe = (error: unknown): string =>
    `The database that DATABASE_URL names cannot be opened: ${causeOf(error).message}`;
  try {
    return await retryUntil(() => migrationDataSource(settings, entities).initialize(), {
      deadline: deadlineIn(timeoutMs),
      intervalMs: RETRY_INTERVAL_MS,
      isRetryable: isOutage,
      onFirstRetry: (error) =>
        new Logger('Database').warn(`${describe(error)}. Trying again for ${timeoutMs / 1000} s.`),
    });
  } catch (error) {
    throw new StartError(describe(error), { cause: error });
  }
}
