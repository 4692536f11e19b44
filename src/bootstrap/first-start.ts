import { randomBytes } from 'node:crypto';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { Role } from '../auth/principal.js';
import { UsersService } from '../auth/users/users.service.js';
import { DEMO_ACCOUNT } from '../common/examples.js';
import type { Env } from '../config/env.js';
import { Database } from '../database/engine/database.js';

/** What a start found or made, for the people who read what it prints. */
export interface FirstStart {
  /** The administrator's name, where there is one. */
  readonly administrator?: string;
  /** The administrator's password, where this start made it up. */
  readonly generatedPassword?: string;
  /** The account to try things with, where there is one. */
  readonly demoAccountId?: string;
}

/**
 * On an empty database, makes the first administrator and, outside production, an account to try things with.
 *
 * @returns What there is to print.
 */
export function firstStart(app: INestApplicationContext, env: Env): Promise<FirstStart> {
  // Replicas that start together on an empty database make one of each.
  return app.get(Database).exclusive(() => findOrMake(app, env));
}

async function findOrMake(app: INestApplicationContext, env: Env): Promise<FirstStart> {
  const users = app.get(UsersService);
  const accounts = app.get(AccountsService);
  let generatedPassword: string | undefined;
  if (await users.isEmpty()) {
    if (!env.isProduction) {
      generatedPassword = env.ADMIN_PASSWORD === undefined ? randomBytes(18).toString('base64url') : undefined;
      if (!(await accounts.findByName(DEMO_ACCOUNT))) {
        const maker = { userName: env.ADMIN_USERNAME, roles: [], via: 'first start' };
        await accounts.create({ name: DEMO_ACCOUNT }, maker);
      }
    }
    const password = env.ADMIN_PASSWORD ?? generatedPassword;
    if (password === undefined) {
      new Logger('FirstStart').warn('There is no administrator yet: set ADMIN_PASSWORD and start again to make one.');
    } else {
      await users.add(env.ADMIN_USERNAME, password, [Role.SystemAdministrator]);
    }
  }
  const demo = env.isProduction ? null : await accounts.findByName(DEMO_ACCOUNT);
  return { administrator: await users.firstWith(Role.SystemAdministrator), generatedPassword, demoAccountId: demo?.id };
}
