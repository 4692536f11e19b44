import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseModule } from '../database/database.module.js';
import { AccountDependentsService } from './account-dependents.service.js';
import { Account } from './account.entity.js';
import { AccountNamesService } from './account-names.service.js';
import { AccountsBatchController } from './accounts.batch-controller.js';
import { AccountsBatchService } from './accounts.batch.service.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsMessageController } from './accounts.message-controller.js';
import { AccountsService } from './accounts.service.js';

/** Accounts. */
@Module({
  imports: [DatabaseModule, TypeOrmModule.forFeature([Account])],
  controllers: [AccountsController, AccountsBatchController, AccountsMessageController],
  providers: [AccountsService, AccountsBatchService, AccountNamesService, AccountDependentsService],
  exports: [AccountsService, AccountNamesService, AccountDependentsService],
})
export class AccountsModule {}
