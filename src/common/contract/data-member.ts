import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, ValidateNested } from 'class-validator';
import { type ContractClass, declareMember, type MemberType } from './data-contract.js';
import {
  InclusiveBetween,
  MaximumBytes,
  MaximumLength,
  NotEmpty,
  OneOf,
  ValidCharacters,
  ValidDate,
} from './member-rules.js';

/** Options of a member. */
export interface MemberOptions {
  /** The name on the wire. The property's name in PascalCase by default. */
  name?: string;
  /** .NET's `DataMember.Order`. */
  order?: number;
  /** .NET's `DataMember.EmitDefaultValue`: false leaves the member out of XML where it is null. */
  emitDefaultValue?: false;
  /** Whether .NET's type is `int?` or `bool?`. Not for other types. */
  nullable?: true;
  /** Leaves the member out of lists, and so out of the columns of a list in CSV. */
  notInLists?: true;
  /** Whether the member must be in a body, because URLs are logged. */
  isSecret?: true;
  /** The minimum length of a string. For the documentation only: the service checks it. */
  minimumLength?: number;
  /** The maximum length of a string, in Unicode code points. */
  maximumLength?: number;
  /** The maximum length of a string, in bytes of UTF-8. */
  maximumBytes?: number;
  /** Whether the member is required; a string must contain more than white space. */
  notEmpty?: boolean;
  /** OpenAPI's format of a string. Requests accept a date too, and rows have the date in UTC: see `toUtc`. */
  format?: 'date-time';
  /** The valid values of a string, case-insensitive. */
  oneOf?: readonly string[];
  /** The minimum and maximum of a number, inclusive. */
  between?: readonly [number, number];
  /** The default value. For the documentation only. */
  default?: unknown;
  /** A value for the documentation. */
  example?: unknown;
}

/**
 * Declares a member of a contract. It is the only source of the member's name, type and limits, for the codecs, the
 * request reader, the validation and the OpenAPI document. The member's TSDoc is its description.
 *
 * @param type The type on the wire.
 */
export function DataMember(type: MemberType = 'string', options: MemberOptions = {}): PropertyDecorator {
  return (target, key) => {
    const { name, order, format, example, emitDefaultValue = true, nullable = false } = options;
    const { notInLists = false, isSecret = false } = options;
    const nullability = { emitDefaultValue, nullable };
    const declared = { ...(name && { wireName: name }), order, format, example, ...nullability, notInLists, isSecret };
    declareMember(target.constructor, String(key), type, declared);
    for (const rule of [...rulesFor(type, options), ApiProperty(schemaOf(type, options))]) rule(target, key);
  };
}

/** The type of the items in nested lists and dictionaries. */
function innermost(type: MemberType): 'string' | 'int' | 'bool' | ContractClass {
  if (typeof type !== 'object') return type;
  return innermost('listOf' in type ? type.listOf : type.dictionaryOf);
}

function rulesFor(type: MemberType, options: MemberOptions): PropertyDecorator[] {
  const { maximumLength, maximumBytes, notEmpty, format, oneOf, between } = options;
  const inner = innermost(type);
  const each = typeof type === 'object';
  if (typeof inner === 'function') return [IsOptional(), ValidateNested({ each })];
  return [
    notEmpty ? NotEmpty() : IsOptional(),
    ...(inner === 'string' ? [ValidCharacters({ each })] : []),
    ...(maximumLength === undefined ? [] : [MaximumLength(maximumLength, { each })]),
    ...(maximumBytes === undefined ? [] : [MaximumBytes(maximumBytes)]),
    ...(format ? [ValidDate()] : []),
    ...(oneOf ? [OneOf(oneOf)] : []),
    ...(between ? [InclusiveBetween(between)] : []),
  ];
}

function schemaOf(type: MemberType, options: MemberOptions): ApiPropertyOptions {
  const { minimumLength, maximumLength, notEmpty = false, format, oneOf, between, example } = options;
  const minLength = minimumLength ?? (notEmpty && type === 'string' ? 1 : undefined);
  const schema = {
    // Otherwise Nest's Swagger plugin derives it from the TypeScript type at build time.
    ...(notEmpty && { required: true }),
    ...(example !== undefined && { example }),
    ...(options.default !== undefined && { default: options.default }),
    ...(maximumLength !== undefined && { maxLength: maximumLength }),
    ...(minLength !== undefined && { minLength }),
    ...(format && { format }),
    ...(options.isSecret && { format: 'password' }),
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
