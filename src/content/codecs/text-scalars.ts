import type { MemberType } from '../../common/contract/data-contract.js';
import { invalidType } from './member-index.js';

/** How a text format spells the values of primitive types. */
export interface ScalarSyntax {
  readonly trueText: RegExp;
  readonly falseText: RegExp;
  readonly intText: RegExp;
}

/** XML Schema Part 2: `boolean` and `int`, with white space around them collapsed. */
export const XSD_SYNTAX: ScalarSyntax = {
  trueText: /^[ \t\r\n]*(?:true|1)[ \t\r\n]*$/,
  falseText: /^[ \t\r\n]*(?:false|0)[ \t\r\n]*$/,
  intText: /^[ \t\r\n]*[+-]?\d{1,10}[ \t\r\n]*$/,
};

/** Forms and query strings, as ServiceStack reads them: a checkbox sends `on`. */
export const FORM_SYNTAX: ScalarSyntax = {
  trueText: /^(?:true|1|t|y|yes|on)$/i,
  falseText: /^(?:false|0|f|n|no|off|)$/i,
  intText: /^[+-]?\d{1,10}$/,
};

/** @returns The boolean, or `undefined` if the text is not one. */
export function parseBoolean(text: string, { trueText, falseText }: ScalarSyntax): boolean | undefined {
  if (trueText.test(text)) return true;
  return falseText.test(text) ? false : undefined;
}

/**
 * Parses a value of a primitive type.
 *
 * @param field The member's path, for the error.
 * @throws ValidationError if the text is not a value of that type.
 */
export function parseScalar(
  text: string,
  type: Extract<MemberType, string>,
  field: string,
  syntax: ScalarSyntax,
): string | boolean | number {
  if (type === 'string') return text;
  if (type === 'bool') {
    const value = parseBoolean(text, syntax);
    if (value === undefined) throw invalidType(field, 'true or false');
    return value;
  }
  const value = syntax.intText.test(text) ? Number(text) : NaN;
  if ((value | 0) !== value) throw invalidType(field, 'a 32-bit whole number');
  return value;
}
