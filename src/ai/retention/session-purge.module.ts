import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Account } from '../../accounts/account.entity.js';
import { IdentityModule } from '../../auth/identity.module.js';
import { DatabaseModule } from '../../database/database.module.js';
import { SessionPurgeService } from './session-purge.service.js';

/** The purge of old AI sessions, without any transport. The service and the admin command share it. */
@Module({
  imports: [DatabaseModule, IdentityModule, TypeOrmModule.forFeature([Account])],
  providers: [SessionPurgeService],
  exports: [SessionPurgeService],
})
export class SessionPurgeModule {}
