import { Inject, Injectable } from '@nestjs/common';
import { DomainError, ValidationError } from '../../../common/errors.js';
import type { NewAISessionAction } from '../dto/action-requests.dto.js';
import { EXECUTOR, type Executor } from './executor.js';
import { isOperationName } from './operation-names.js';
import { OwnFunctionsService } from './own-functions.service.js';
import { parseArguments } from './parse-arguments.js';

/** Checks actions before they are staged. */
@Injectable()
export class ActionRulesService {
  constructor(
    private readonly own: OwnFunctionsService,
    @Inject(EXECUTOR) private readonly executor: Executor | undefined,
  ) {}

  /** @throws ValidationError on `FunctionName` if no function has the name, on `Arguments` if it does not take them. */
  check({ sessionId, functionName, arguments: text }: NewAISessionAction): void {
    const json = parseArguments(text);
    if (this.own.has(functionName)) this.checkOwn(functionName, json, sessionId);
    else if (isOperationName(functionName) || this.executor?.has(functionName) === false) {
      throw this.unknownFunction(functionName);
    } else this.executor?.check(functionName, json);
  }

  private checkOwn(functionName: string, json: Record<string, unknown>, sessionId: string): void {
    try {
      this.own.read(functionName, json, sessionId);
    } catch (error) {
      throw error instanceof DomainError ? inArguments(error) : error;
    }
  }

  private unknownFunction(functionName: string): ValidationError {
    const names = this.own.names.join(', ');
    return ValidationError.of(
      'InvalidValue',
      'FunctionName',
      isOperationName(functionName)
        ? `The operation '${functionName}' cannot be staged. These can: ${names}.`
        : `There is no function '${functionName}'. These are known besides those of the executor: ${names}.`,
    );
  }
}

/** The error of an operation's request, on the member of the action that has the request. */
const inArguments = ({ fields, message }: DomainError): ValidationError =>
  fields.length === 0
    ? ValidationError.of('InvalidValue', 'Arguments', message)
    : new ValidationError(fields.map((field) => ({ ...field, fieldName: `Arguments.${field.fieldName}` })));
