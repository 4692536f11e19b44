import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseModule } from '../database/database.module.js';
import { Account } from './account.entity.js';
import { AccountNames } from './account-names.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsMessages } from './accounts.messages.js';
import { AccountsService } from './accounts.service.js';

/** Accounts. */
@Module({
  imports: [DatabaseModule, TypeOrmModule.forFeature([Account])],
  controllers: [AccountsController, AccountsMessages],
  providers: [AccountsService, AccountNames],
  exports: [AccountsService, AccountNames],
})
export class AccountsModule {}
