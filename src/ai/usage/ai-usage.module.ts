import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseModule } from '../../database/database.module.js';
import { AIUsageRecord } from './ai-usage-record.entity.js';
import { AIUsageBatchController } from './ai-usage.batch-controller.js';
import { AIUsageController } from './ai-usage.controller.js';
import { AIUsageMessageController } from './ai-usage.message-controller.js';
import { AIUsageService } from './ai-usage.service.js';

/** The usage of AI. */
@Module({
  imports: [DatabaseModule, TypeOrmModule.forFeature([AIUsageRecord])],
  controllers: [AIUsageController, AIUsageBatchController, AIUsageMessageController],
  providers: [AIUsageService],
})
export class AIUsageModule {}
