import { Inject, Injectable } from '@nestjs/common';
import { operationNamed } from '../../../content/operations/operation.decorator.js';
import type { AISessionAction } from '../ai-session-action.entity.js';
import { EXECUTOR, type Executor } from './executor.js';
import { parseArguments } from './parse-arguments.js';

/** What an action calls. */
type StagedCall = Pick<AISessionAction, 'functionName' | 'arguments'>;

/** Which functions actions can call. */
@Injectable()
export class FunctionNamesService {
  constructor(@Inject(EXECUTOR) private readonly executor: Executor | undefined) {}

  /**
   * Whether a function is known here or by the executor, and takes its arguments. Those of own functions were checked when
   * they were staged; the executor's functions may have changed since.
   */
  canBeApplied({ functionName, arguments: text }: StagedCall): boolean {
    if (operationNamed(functionName)?.isStageable) return true;
    if (this.executor?.canExecute(functionName) !== true) return false;
    try {
      this.executor.check(functionName, parseArguments(text));
      return true;
    } catch {
      return false;
    }
  }
}
