import type { ErrorObject } from 'ajv';

/** How many errors a message has. */
const MAX_ERRORS = 3;
const MAX_LENGTH = 1_000;

/** @returns The first errors of a function's arguments, in words. */
export function argumentErrors(functionName: string, errors: readonly ErrorObject[]): string {
  const texts = [...new Set(errors.map(describe))];
  const more = texts.length > MAX_ERRORS ? ' …' : '';
  const text = `${functionName} does not take these arguments. ${texts.slice(0, MAX_ERRORS).join('. ')}.${more}`;
  return Array.from(text).slice(0, MAX_LENGTH).join('');
}

/** Ajv's own words name no member. They never contain the value. */
function describe({ instancePath, keyword, params, message = 'is not valid' }: ErrorObject): string {
  const { missingProperty, additionalProperty, unevaluatedProperty, allowedValues, type } = params as Params;
  const undeclared = additionalProperty ?? unevaluatedProperty;
  if (missingProperty !== undefined) return `${nameOf(instancePath, missingProperty)} is missing`;
  if (undeclared !== undefined) return `${nameOf(instancePath, undeclared)} is not known`;
  const name = nameOf(instancePath);
  if (keyword === 'enum' && allowedValues) return `${name} must be one of ${allowedValues.map(textOf).join(', ')}`;
  if (keyword === 'type' && type !== undefined) return `${name} must be of type ${[type].flat().join(' or ')}`;
  return `${name} ${message}`;
}

interface Params {
  readonly missingProperty?: string;
  readonly additionalProperty?: string;
  readonly unevaluatedProperty?: string;
  readonly allowedValues?: readonly unknown[];
  readonly type?: string | readonly string[];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** `'calls.0.id'` for the JSON pointer `/calls/0/id`; the arguments themselves for an empty one. */
function nameOf(pointer: string, member?: string): string {
  const parts = pointer.split('/').slice(1);
  const names = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = [...names, ...(member === undefined ? [] : [member])].join('.');
  return path === '' ? 'The object' : `'${path}'`;
}
