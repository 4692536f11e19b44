import { randomBytes } from 'node:crypto';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { User } from '../auth/entities/user.entity.js';
import { Role } from '../auth/principal.js';
import { isCommonPassword } from '../auth/users/common-passwords.js';
import { UsersService } from '../auth/users/users.service.js';
import { StartError } from '../common/errors.js';
import { DEMO_ACCOUNT } from '../common/examples.js';
import type { Env } from '../config/env.js';
import { Database } from '../database/engine/database.js';

/** The administrator and the demo account that a start found or created. */
export interface FirstStart {
  /** The name of the first administrator; undefined if none exists. */
  readonly administrator?: string;
  /** The administrator's password, if this start generated it. */
  readonly generatedPassword?: string;
  /** The id of the demo account; undefined in production. */
  readonly demoAccountId?: string;
}

/**
 * Creates the first administrator if the database has no user and, outside production, a demo account.
 *
 * @returns The administrator and the demo account, new or existing.
 * @throws StartError if the administrator's password would be one of the most common ones.
 */
export function firstStart(app: INestApplicationContext, env: Env): Promise<FirstStart> {
  // Exclusive: replicas that start together on an empty database create each of them once.
  return app.get(Database).exclusive(() => findOrCreate(app, env));
}

async function findOrCreate(app: INestApplicationContext, env: Env): Promise<FirstStart> {
  const users = app.get(UsersService);
  const accounts = app.get(AccountsService);
  let generatedPassword: string | undefined;
  if (await users.isEmpty()) {
    const generated = env.isProduction ? undefined : randomBytes(18).toString('base64url');
    const password = env.ADMIN_PASSWORD ?? generated;
    if (password === undefined) {
      new Logger('FirstStart').warn('No administrator exists: set ADMIN_PASSWORD and start again to create one.');
    } else {
      if (await isCommonPassword(password))
        throw new StartError('ADMIN_PASSWORD must not be one of the most common passwords');
      const isCreated = await create(app, env, password);
      if (isCreated && env.ADMIN_PASSWORD === undefined) generatedPassword = generated;
    }
  }
  const demoAccount = env.isProduction ? null : await accounts.findByName(DEMO_ACCOUNT);
  return {
    administrator: await users.firstWith(Role.SystemAdministrator),
    generatedPassword,
    demoAccountId: demoAccount?.id,
  };
}

/**
 * Creates the administrator and, outside production, the demo account. On SQLite, whose `exclusive` does not hold back
 * another process, the transaction does.
 *
 * @returns Whether it did: another process may have been faster.
 */
async function create(app: INestApplicationContext, env: Env, password: string): Promise<boolean> {
  const users = app.get(UsersService);
  const accounts = app.get(AccountsService);
  const administrator = await users.prepare(env.ADMIN_USERNAME, password, [Role.SystemAdministrator]);
  return app.get(Database).write(async (manager) => {
    if (await manager.exists(User)) return false;
    if (!env.isProduction && !(await accounts.findByName(DEMO_ACCOUNT, manager))) {
      const creator = { userName: env.ADMIN_USERNAME, roles: [], via: 'first start' };
      const account = await accounts.prepareCreate(manager, { name: DEMO_ACCOUNT }, creator);
      await account.store();
    }
    await manager.insert(User, administrator);
    return true;
  });
}
