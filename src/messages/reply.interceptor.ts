import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import type { ContractClass } from '../common/contract/data-contract.js';
import { contractOf } from '../common/contract/data-contract.js';
import type { MessageCall } from '../content/operations/message-call.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { operationNamed } from '../content/operations/operation.decorator.js';
import { replyOf } from './reply.js';

/** Records the operation that a message requests, and converts the handler's result to the reply. */
export class ReplyInterceptor implements NestInterceptor {
  constructor(private readonly request: ContractClass) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const message = context.switchToRpc().getData<MessageCall>();
    const operation = this.operation();
    message.operation = operation;
    return next.handle().pipe(mergeMap((result) => replyOf(result, operation, message)));
  }

  private operation(): OperationContract {
    const { name } = contractOf(this.request);
    const operation = operationNamed(name);
    if (!operation) throw new Error(`No HTTP controller has an @Operation() with the request contract ${name}.`);
    return operation;
  }
}
