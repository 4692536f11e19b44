import { DomainError, type ErrorCode } from './errors.js';

/** The codes of errors that one item of a batch can cause. */
const CODES_OF_ITEMS: ReadonlySet<ErrorCode> = new Set(['ValidationException', 'NotFound', 'Conflict']);

/** The error of one item of a batch. Its field names say which item it is: `[3].AccountId`, or `[3]`. */
export function itemError(error: unknown, index: number): unknown {
  if (!(error instanceof DomainError) || !CODES_OF_ITEMS.has(error.code)) return error;
  const fields = error.fields.map((field) => ({ ...field, fieldName: `[${index}].${field.fieldName}` }));
  const whole = { errorCode: error.code, fieldName: `[${index}]`, message: error.message };
  return new DomainError(error.code, error.message, fields.length > 0 ? fields : [whole]);
}
