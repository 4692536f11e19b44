import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { type ContractClass, contractOf } from '../common/contract/data-contract.js';
import type { OperationRoute } from '../common/routes/operation-route.js';
import { ReplyInterceptor } from './reply.interceptor.js';

/**
 * Exposes an `@Operation()` by message. Its contract, errors and headers come from the HTTP controller's method with the
 * same request contract.
 *
 * @param route Has the pattern that clients send to.
 * @param request The contract of the operation's request.
 */
export const OnMessage = ({ pattern }: OperationRoute, request: ContractClass): MethodDecorator =>
  applyDecorators(
    MessagePattern(pattern, { pattern, operation: contractOf(request).name }),
    UseInterceptors(new ReplyInterceptor(request)),
  );
