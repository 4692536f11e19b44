import type { ExecutionContext } from '@nestjs/common';
import type { ContractClass } from '../common/contract/data-contract.js';
import { contractOf } from '../common/contract/data-contract.js';
import type { MessageCall } from '../content/operations/message-call.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { operationNamed } from '../content/operations/operation.decorator.js';
import { PromiseInterceptor } from '../content/operations/promise-interceptor.js';
import { replyOf } from './reply.js';

/** Records the operation that a message requests, and converts the handler's result to the reply. */
export class ReplyInterceptor extends PromiseInterceptor {
  constructor(private readonly request: ContractClass) {
    super();
  }

  async around(context: ExecutionContext, run: () => Promise<unknown>): Promise<unknown> {
    const message = context.switchToRpc().getData<MessageCall>();
    const operation = this.operation();
    message.operation = operation;
    return replyOf(await run(), operation, message);
  }

  private operation(): OperationContract {
    const { name } = contractOf(this.request);
    const operation = operationNamed(name);
    if (!operation) throw new Error(`No HTTP controller has an @Operation() with the request contract ${name}.`);
    return operation;
  }
}
