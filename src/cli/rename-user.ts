import { Logger } from '@nestjs/common';
import { AuditService } from '../auth/audit.service.js';
import { renameUnfoldedUser } from '../auth/users/rename-unfolded-user.js';
import { entities } from '../bootstrap/entities.js';
import { loadEnv } from '../config/env.js';
import { openForMigration } from '../database/schema/prepare-database.js';
import { StderrLogger } from './stderr-logger.js';
import { ADMIN_COMMAND, withServices } from './with-services.js';

/**
 * Renames a user. It also works before the migration that folds user names, which stops while the names of two users
 * differ only in case.
 */
export async function renameUser(idOrName: string, newName: string): Promise<void> {
  const env = loadEnv();
  const dataSource = await openForMigration(env, entities);
  let previousName: string | undefined;
  try {
    previousName = await renameUnfoldedUser(dataSource, idOrName, newName, ADMIN_COMMAND);
  } finally {
    await dataSource.destroy();
  }
  if (previousName === undefined) {
    await withServices(({ admin }) => admin.rename(idOrName, newName, ADMIN_COMMAND));
  } else {
    Logger.overrideLogger(new StderrLogger());
    new AuditService(env).record('user-renamed', { userName: newName, previousName, by: ADMIN_COMMAND });
  }
}
