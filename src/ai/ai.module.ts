import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { AISession } from './ai-session.entity.js';
import { AIBatchController } from './ai.batch-controller.js';
import { AIBatchService } from './ai.batch.service.js';
import { AIController } from './ai.controller.js';
import { AIMessageController } from './ai.message-controller.js';
import { AIService } from './ai.service.js';

/** AI sessions. */
@Module({
  imports: [DatabaseModule, AccountsModule, TypeOrmModule.forFeature([AISession])],
  controllers: [AIController, AIBatchController, AIMessageController],
  providers: [AIService, AIBatchService],
})
export class AIModule {}
