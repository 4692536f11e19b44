import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { ActionAnswer, ActionCall } from './action-call.js';
import { ActionsService } from './actions.service.js';
import { SignatureGuard } from './signature.guard.js';

@Controller()
export class ActionsController {
  constructor(private readonly actions: ActionsService) {}

  /** By HTTP: the signature proves that voice-api sent the call. */
  @Post('actions')
  @HttpCode(200)
  @UseGuards(SignatureGuard)
  post(@Body() call: ActionCall): Promise<ActionAnswer> {
    return this.actions.run(call);
  }

  /** By message: the broker decides who may send. */
  @MessagePattern('ai.actions.apply')
  receive(@Payload() call: ActionCall): Promise<ActionAnswer> {
    return this.actions.run(call);
  }
}
