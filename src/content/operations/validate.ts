import { type ValidationError as Violation, validateSync } from 'class-validator';
import { type Contract, wireNameOf } from '../../common/contract/data-contract.js';
import { type FieldError, ValidationError } from '../../common/errors.js';
import { fastValidate } from './fast-validator.js';

/**
 * Makes a request of the members that were sent.
 *
 * @returns An instance of the contract's class, validated.
 * @throws ValidationError with one entry a member.
 */
export const asRequest = (members: Record<string, unknown>, { type }: Contract): object =>
  validate(Object.assign(Object.create(type.prototype as object) as object, members));

/**
 * Checks a request against the rules of its members.
 *
 * @returns The same request.
 * @throws ValidationError with one entry a member.
 */
function validate<T extends object>(request: T): T {
  if (fastValidate(request)) return request;
  const violations = validateSync(request, {
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  if (violations.length > 0) throw new ValidationError(violations.flatMap((violation) => fieldErrors(violation, '')));
  return request;
}

function fieldErrors({ property, constraints, children }: Violation, path: string): FieldError[] {
  const fieldName = path + (/^\d+$/.test(property) ? `[${property}]` : (path && '.') + wireNameOf(property));
  const own = Object.entries(constraints ?? {}).slice(0, 1);
  return [
    ...own.map(([errorCode, message]) => ({ errorCode, fieldName, message })),
    ...(children ?? []).flatMap((child) => fieldErrors(child, fieldName)),
  ];
}
