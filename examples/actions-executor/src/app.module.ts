import { Module } from '@nestjs/common';
import { ActionsController } from './actions.controller.js';
import { ActionsService } from './actions.service.js';
import { ForwardingService } from './forwarding.service.js';

@Module({ controllers: [ActionsController], providers: [ActionsService, ForwardingService] })
export class AppModule {}
