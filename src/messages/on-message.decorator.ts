import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { ContractClass } from '../common/contract/data-contract.js';
import { ReplyInterceptor } from './reply.interceptor.js';

/**
 * Makes a method the door for messages to an operation, which its HTTP sibling has said all about.
 *
 * @param pattern What callers name: `ai.sessions.create`.
 * @param request The contract of the operation's request.
 */
export const OnMessage = (pattern: string, request: ContractClass): MethodDecorator =>
  applyDecorators(MessagePattern(pattern), UseInterceptors(new ReplyInterceptor(request)));
