import { allOperations } from '../../../content/operations/operation.decorator.js';

/** Whether a name is, in any case, that of an operation of this service. An executor cannot have it. */
export const isOperationName = (name: string): boolean =>
  allOperations().some((operation) => operation.name.toLowerCase() === name.toLowerCase());
