import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SessionPurgeService } from '../ai/retention/session-purge.service.js';
import { SessionPurgeModule } from '../ai/retention/session-purge.module.js';
import { ApiKeysService } from '../auth/users/api-keys.service.js';
import { IdentityModule } from '../auth/identity.module.js';
import { SignInSessionsService } from '../auth/users/sign-in-sessions.service.js';
import { UserAdminService } from '../auth/users/user-admin.service.js';
import { UsersService } from '../auth/users/users.service.js';
import { entities } from '../bootstrap/entities.js';
import { ConfigModule } from '../config/config.module.js';
import { loadEnv } from '../config/env.js';
import { Database } from '../database/engine/database.js';
import { prepareDatabase } from '../database/schema/prepare-database.js';
import { StderrLogger } from './stderr-logger.js';

/** The user name of this command's changes, in `createdBy` and in the audit log. */
export const ADMIN_COMMAND = 'admin command';

export interface Services {
  readonly signIns: SignInSessionsService;
  readonly users: UsersService;
  readonly admin: UserAdminService;
  readonly keys: ApiKeysService;
  readonly sessions: SessionPurgeService;
  readonly database: Database;
}

/** Runs `work` with the services and a connection to the database, without HTTP. The service may be running. */
export async function withServices(work: (services: Services) => Promise<void>): Promise<void> {
  const context = await open();
  try {
    await work({
      signIns: context.get(SignInSessionsService),
      users: context.get(UsersService),
      admin: context.get(UserAdminService),
      keys: context.get(ApiKeysService),
      sessions: context.get(SessionPurgeService),
      database: context.get(Database, { strict: false }),
    });
  } finally {
    await context.close();
  }
}

async function open(): Promise<INestApplicationContext> {
  const env = loadEnv();
  await prepareDatabase(env, entities);
  @Module({ imports: [ConfigModule.with(env), IdentityModule, SessionPurgeModule] })
  class AdminModule {}
  return NestFactory.createApplicationContext(AdminModule, { logger: new StderrLogger(), abortOnError: false });
}
