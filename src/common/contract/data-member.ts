import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, ValidateNested } from 'class-validator';
import { type ContractClass, declareMember, type MemberType } from './data-contract.js';
import { MaximumLength, ValidCharacters } from './text-rules.js';

/** What can be said of a member besides its type. */
export interface MemberOptions {
  /** The name on the wire, where it is not the property's own in PascalCase. */
  name?: string;
  /** .NET's `DataMember.Order`. */
  order?: number;
  /** The most Unicode code points a string may have. */
  maximumLength?: number;
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

function rulesFor(type: MemberType, { maximumLength }: MemberOptions): PropertyDecorator[] {
  const inner = innermost(type);
  const each = typeof type === 'object';
  if (typeof inner === 'function') return [IsOptional(), ValidateNested({ each })];
  if (inner !== 'string') return [IsOptional()];
  const length = maximumLength === undefined ? [] : [MaximumLength(maximumLength, { each })];
  return [IsOptional(), ValidCharacters({ each }), ...length];
}

function schemaOf(type: MemberType, { maximumLength, example }: MemberOptions): ApiPropertyOptions {
  const common = { required: false as const, ...(example === undefined ? {} : { example }) };
  if (typeof type === 'object' && 'dictionaryOf' in type) {
    return { ...common, type: 'object', additionalProperties: { type: 'string' } } as unknown as ApiPropertyOptions;
  }
  const inner = innermost(type);
  const isArray = typeof type === 'object';
  if (typeof inner === 'function') return { ...common, type: () => inner, isArray };
  const name = ({ string: 'string', int: 'integer', bool: 'boolean' } as const)[inner];
  return { ...common, type: name, isArray, ...(maximumLength === undefined ? {} : { maxLength: maximumLength }) };
}
