import { Inject, Injectable } from '@nestjs/common';
import { allOperations } from '../../../content/operations/operation.decorator.js';
import { EXECUTOR, type Executor } from './executor.js';

/** Which functions actions can call. */
@Injectable()
export class FunctionNamesService {
  constructor(@Inject(EXECUTOR) private readonly executor: Executor | undefined) {}

  /** The operations of this service that can be staged. */
  get own(): readonly string[] {
    return allOperations()
      .filter(({ isStageable }) => isStageable)
      .map(({ name }) => name);
  }

  /** Whether a name is, in another case, that of an operation of this service. An executor cannot have it. */
  isReserved(functionName: string): boolean {
    return allOperations().some(({ name }) => name.toLowerCase() === functionName.toLowerCase());
  }

  /** Whether a function is known here or by the executor. The arguments of staged actions are valid. */
  canBeApplied(functionName: string): boolean {
    return this.own.includes(functionName) || this.executor?.has(functionName) === true;
  }
}
