import { ValidateBy, type ValidationArguments, type ValidationOptions } from 'class-validator';
import { isDate } from '../utc-date.js';
import { wireNameOf } from './data-contract.js';

// Matches what is not a Char in XML 1.0. With the u flag, \p{Cs} matches only unpaired surrogates.
// eslint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u;

/** Whether XML 1.0 can represent a string. Stored strings must be representable in every format (WIRE.md section 3). */
export const isXmlText = (text: string): boolean => !NOT_XML.test(text);

/** Whether a string has more than `limit` Unicode code points. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  let count = 0;
  for (const _ of text) if (++count > limit) return true;
  return false;
}

const labelOf = (at?: ValidationArguments): string => wireNameOf(at?.property ?? 'value');

/** Limits a string to `limit` Unicode code points; class-validator's `MaxLength` does not count variation selectors. */
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

/** Limits a string to `limit` bytes of UTF-8. */
export const MaximumBytes = (limit: number): PropertyDecorator =>
  ValidateBy({
    name: 'MaximumLength',
    validator: {
      validate: (value) => typeof value !== 'string' || Buffer.byteLength(value) <= limit,
      defaultMessage: (at) => `The length of '${labelOf(at)}' must be ${limit} bytes of UTF-8 or fewer.`,
    },
  });

/** Rejects a string that XML 1.0 cannot represent. */
export const ValidCharacters = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'InvalidCharacters',
      validator: {
        validate: (value) => typeof value !== 'string' || isXmlText(value),
        defaultMessage: (at) => `'${labelOf(at)}' contains characters that XML cannot represent.`,
      },
    },
    options,
  );

/** Requires a value; of a string, more than white space. */
export const NotEmpty = (): PropertyDecorator =>
  ValidateBy({
    name: 'NotEmpty',
    validator: {
      validate: (value) => (typeof value === 'string' ? value.trim() !== '' : value !== null && value !== undefined),
      defaultMessage: (at) => `'${labelOf(at)}' must not be empty.`,
    },
  });

/** Requires a date, or a date-time with an offset (WIRE.md section 7). */
export const ValidDate = (): PropertyDecorator =>
  ValidateBy({
    name: 'InvalidFormat',
    validator: {
      validate: (value) => typeof value !== 'string' || isDate(value),
      defaultMessage: (at) =>
        `'${labelOf(at)}' must be a date (2026-11-22) or a date-time with an offset (2026-11-22T06:07:08Z) in ISO 8601.`,
    },
  });

/** Limits a number to a range that includes both bounds. */
export const InclusiveBetween = ([minimum, maximum]: readonly [number, number]): PropertyDecorator =>
  ValidateBy({
    name: 'InclusiveBetween',
    validator: {
      validate: (value) => typeof value !== 'number' || (value >= minimum && value <= maximum),
      defaultMessage: (at) => `'${labelOf(at)}' must be between ${minimum} and ${maximum}.`,
    },
  });

/** Requires one of these strings, case-insensitively. */
export const OneOf = (choices: readonly string[]): PropertyDecorator =>
  ValidateBy({
    name: 'InvalidValue',
    validator: {
      validate: (value) =>
        typeof value !== 'string' || choices.some((choice) => choice.toLowerCase() === value.toLowerCase()),
      defaultMessage: (at) => `'${labelOf(at)}' must be one of ${choices.join(', ')}.`,
    },
  });
