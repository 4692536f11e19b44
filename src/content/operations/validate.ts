import { type ValidationError as Violation, validateSync } from 'class-validator';
import { type Contract, wireNameOf } from '../../common/contract/data-contract.js';
import { type FieldError, ValidationError } from '../../common/errors.js';
import { fastValidate } from './fast-validator.js';

/**
 * Creates a request from the members that were sent, and validates it.
 *
 * @returns An instance of the contract's class.
 * @throws ValidationError with one entry for each invalid member.
 */
export function createValidRequest(members: Record<string, unknown>, { type }: Contract): object {
  const request = Object.assign(Object.create(type.prototype as object) as object, members);
  if (fastValidate(request)) return request;
  const violations = validateSync(request, {
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  if (violations.length > 0) throw new ValidationError(violations.flatMap((violation) => fieldErrorsOf(violation, '')));
  return request;
}

function fieldErrorsOf({ property, constraints, children }: Violation, parentPath: string): FieldError[] {
  const isIndex = /^\d+$/.test(property);
  const fieldName = parentPath + (isIndex ? `[${property}]` : (parentPath && '.') + wireNameOf(property));
  const firstConstraint = Object.entries(constraints ?? {}).slice(0, 1);
  return [
    ...firstConstraint.map(([errorCode, message]) => ({ errorCode, fieldName, message })),
    ...(children ?? []).flatMap((child) => fieldErrorsOf(child, fieldName)),
  ];
}
