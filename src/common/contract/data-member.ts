import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, ValidateNested } from 'class-validator';
import { type ContractClass, declareMember, type MemberType } from './data-contract.js';
import { InclusiveBetween, MaximumLength, NotEmpty, OneOf, ValidCharacters } from './member-rules.js';

/** What can be said of a member besides its type. */
export interface MemberOptions {
  /** The name on the wire, where it is not the property's own in PascalCase. */
  name?: string;
  /** .NET's `DataMember.Order`. */
  order?: number;
  /** The most Unicode code points a string may have. */
  maximumLength?: number;
  /** Whether a string must be there, with more in it than white space. */
  notEmpty?: boolean;
  /** What kind of string it is, as OpenAPI names it; for the documentation. */
  format?: 'date-time';
  /** The values a string may have, in any case. */
  oneOf?: readonly string[];
  /** The least and the most a number may be. */
  between?: readonly [number, number];
  /** What the server takes where none is sent; for the documentation. */
  default?: unknown;
  /** A value to show in the documentation. */
  example?: unknown;
}

/**
 * Declares a member of a contract: the one place that says its name, type and limits. The codecs, the request reading,
 * the validation and the OpenAPI document all take them from here; the description is the member's TSDoc.
 *
 * @param type The type on the wire; a string where none is given.
 */
export function DataMember(type: MemberType = 'string', options: MemberOptions = {}): PropertyDecorator {
  return (target, key) => {
    const { name, order, example } = options;
    declareMember(target.constructor, String(key), type, { ...(name && { wireName: name }), order, example });
    for (const rule of [...rulesFor(type, options), ApiProperty(schemaOf(type, options))]) rule(target, key);
  };
}

/** The type at the bottom of lists and dictionaries. */
function innermost(type: MemberType): 'string' | 'int' | 'bool' | ContractClass {
  if (typeof type !== 'object') return type;
  return innermost('listOf' in type ? type.listOf : type.dictionaryOf);
}

function rulesFor(type: MemberType, options: MemberOptions): PropertyDecorator[] {
  const { maximumLength, notEmpty, oneOf, between } = options;
  const inner = innermost(type);
  const each = typeof type === 'object';
  if (typeof inner === 'function') return [IsOptional(), ValidateNested({ each })];
  return [
    notEmpty ? NotEmpty() : IsOptional(),
    ...(inner === 'string' ? [ValidCharacters({ each })] : []),
    ...(maximumLength === undefined ? [] : [MaximumLength(maximumLength, { each })]),
    ...(oneOf ? [OneOf(oneOf)] : []),
    ...(between ? [InclusiveBetween(between)] : []),
  ];
}

function schemaOf(type: MemberType, options: MemberOptions): ApiPropertyOptions {
  const { maximumLength, notEmpty = false, format, oneOf, between, example } = options;
  const schema = {
    // Else by what TypeScript says of the member: the build hands that on.
    ...(notEmpty && { required: true }),
    ...(example !== undefined && { example }),
    ...(options.default !== undefined && { default: options.default }),
    ...(maximumLength !== undefined && { maxLength: maximumLength }),
    ...(notEmpty && { minLength: 1 }),
    ...(format && { format }),
    ...(oneOf && { enum: [...oneOf] }),
    ...(between && { minimum: between[0], maximum: between[1] }),
  };
  if (typeof type === 'object' && 'dictionaryOf' in type) {
    return { ...schema, type: 'object', additionalProperties: { type: 'string' } } as unknown as ApiPropertyOptions;
  }
  const inner = innermost(type);
  const isArray = typeof type === 'object';
  if (typeof inner === 'function') return { ...schema, type: () => inner, isArray };
  const name = ({ string: 'string', int: 'integer', bool: 'boolean' } as const)[inner];
  return { ...schema, type: name, isArray };
}
