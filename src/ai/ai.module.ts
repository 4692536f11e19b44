import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { IdentityModule } from '../auth/identity.module.js';
import { ENV } from '../config/config.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { ActionRemovals } from './actions/action-removals.js';
import { ActionsBatchController } from './actions/actions.batch-controller.js';
import { ActionsBatchService } from './actions/actions.batch.service.js';
import { ActionsController } from './actions/actions.controller.js';
import { ActionsMessageController } from './actions/actions.message-controller.js';
import { ActionsService } from './actions/actions.service.js';
import { AISessionAction } from './actions/ai-session-action.entity.js';
import { AISessionChangeset } from './actions/ai-session-changeset.entity.js';
import { ApplyStartService } from './actions/apply/apply-start.service.js';
import { ApplyStepService } from './actions/apply/apply-step.service.js';
import { ApplyService } from './actions/apply/apply.service.js';
import { LeaseService } from './actions/apply/lease.service.js';
import { OwnActionsService } from './actions/apply/own-actions.service.js';
import { createExecutor } from './actions/executors/create-executor.js';
import { ActionRulesService } from './actions/functions/action-rules.service.js';
import { EXECUTOR } from './actions/functions/executor.js';
import { FunctionNamesService } from './actions/functions/function-names.service.js';
import { OwnFunctionsService } from './actions/functions/own-functions.service.js';
import { AISession } from './ai-session.entity.js';
import { AIBatchController } from './ai.batch-controller.js';
import { AIBatchService } from './ai.batch.service.js';
import { AIController } from './ai.controller.js';
import { AIMessageController } from './ai.message-controller.js';
import { AIService } from './ai.service.js';
import { SessionChanges } from './session-changes.js';
import { SessionDetailsService } from './session-details.service.js';

/** AI sessions. */
@Module({
  imports: [
    DatabaseModule,
    AccountsModule,
    IdentityModule,
    TypeOrmModule.forFeature([AISession, AISessionAction, AISessionChangeset]),
  ],
  controllers: [
    ...[AIController, AIBatchController, AIMessageController],
    ...[ActionsController, ActionsBatchController, ActionsMessageController],
  ],
  providers: [
    ...[AIService, AIBatchService, SessionChanges, SessionDetailsService],
    ...[
      ActionsService,
      ActionsBatchService,
      ActionRemovals,
      ActionRulesService,
      FunctionNamesService,
      OwnFunctionsService,
    ],
    ...[ApplyService, ApplyStartService, ApplyStepService, LeaseService, OwnActionsService],
    { provide: EXECUTOR, useFactory: createExecutor, inject: [ENV] },
  ],
})
export class AIModule {}
