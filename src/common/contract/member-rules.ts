import { ValidateBy, type ValidationArguments, type ValidationOptions } from 'class-validator';
import { wireNameOf } from './data-contract.js';

// Everything but tab, LF, CR and what XML 1.0 calls a character; a surrogate without its partner counts as one here,
// because the u flag reads whole pairs.
// eslint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u;

/** Whether XML 1.0 can carry a string, so that whatever is stored can be given back in every format (WIRE.md section 3). */
export const isXmlText = (text: string): boolean => !NOT_XML.test(text);

/** Whether a string has more than `limit` Unicode code points. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  let count = 0;
  for (const _ of text) if (++count > limit) return true;
  return false;
}

const labelOf = (at?: ValidationArguments): string => wireNameOf(at?.property ?? 'value');

/** A string may have at most `limit` Unicode code points, which class-validator's own `MaxLength` does not count. */
export const MaximumLength = (limit: number, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'MaximumLength',
      constraints: [limit],
      validator: {
        validate: (value) => typeof value !== 'string' || !isLongerThan(value, limit),
        defaultMessage: (at) => `The length of '${labelOf(at)}' must be ${limit} characters or fewer.`,
      },
    },
    options,
  );

/** A string must be one that XML 1.0 can carry. */
export const ValidCharacters = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'InvalidCharacters',
      validator: {
        validate: (value) => typeof value !== 'string' || isXmlText(value),
        defaultMessage: (at) => `'${labelOf(at)}' contains characters that XML cannot carry.`,
      },
    },
    options,
  );

/** A string must be there and have more in it than white space. */
export const NotEmpty = (): PropertyDecorator =>
  ValidateBy({
    name: 'NotEmpty',
    validator: {
      validate: (value) => typeof value === 'string' && value.trim() !== '',
      defaultMessage: (at) => `'${labelOf(at)}' must not be empty.`,
    },
  });

/** A number must be within these bounds, both included. */
export const InclusiveBetween = ([least, most]: readonly [number, number]): PropertyDecorator =>
  ValidateBy({
    name: 'InclusiveBetween',
    validator: {
      validate: (value) => typeof value !== 'number' || (value >= least && value <= most),
      defaultMessage: (at) => `'${labelOf(at)}' must be between ${least} and ${most}.`,
    },
  });

/** A string must be one of these, in any case. */
export const OneOf = (choices: readonly string[]): PropertyDecorator =>
  ValidateBy({
    name: 'InvalidValue',
    validator: {
      validate: (value) =>
        typeof value !== 'string' || choices.some((choice) => choice.toLowerCase() === value.toLowerCase()),
      defaultMessage: (at) => `'${labelOf(at)}' must be one of ${choices.join(', ')}.`,
    },
  });
