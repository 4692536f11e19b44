import { allOperations } from '../../../content/operations/operation.decorator.js';

/** Whether a name is that of an operation of this service, ignoring case. An executor cannot have it. */
export const isOperationName = (name: string): boolean =>
  allOperations().some((operation) => operation.name.toLowerCase() === name.toLowerCase());
