import type { NamedType, TypeOperation, TypeReference } from '../model/type-model.js';

/** How a language writes types. */
export interface TypeNames {
  readonly string: string;
  readonly int: string;
  readonly bool: string;
  list(item: string): string;
  dictionary(value: string): string;
  /** A type with arguments: `ListResponse<AISessionInfo>`. */
  generic(name: string, args: readonly string[]): string;
}

/** `Name<A,B>`, as most languages write it. */
export const angleBrackets = (name: string, args: readonly string[]): string => `${name}<${args.join(',')}>`;

/** @returns A type as a language writes it. */
export function typeName(reference: TypeReference, names: TypeNames): string {
  if (typeof reference === 'string') return names[reference];
  if ('listOf' in reference) return names.list(typeName(reference.listOf, names));
  if ('dictionaryOf' in reference) return names.dictionary(typeName(reference.dictionaryOf, names));
  if (reference.arguments.length === 0) return reference.name;
  const args = reference.arguments.map((argument) => typeName(argument, names));
  return names.generic(reference.name, args);
}

/** @returns The declared name of a type: `ListResponse<T>`. */
export function declaredName(name: string, parameters: readonly string[], names: TypeNames): string {
  return typeName(
    { name, arguments: parameters.map((parameter): NamedType => ({ name: parameter, arguments: [] })) },
    names,
  );
}

/** ServiceStack's interface for the method of an operation: `IPost`. */
export const methodMarker = ({ method }: TypeOperation): string =>
  `I${method.charAt(0)}${method.slice(1).toLowerCase()}`;

/** The four spaces at the beginning of each line that is not empty. */
export const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `    ${line}`));

/** A text as a string literal in double quotes, with `\"` and `\\`. */
export const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** A text that cannot end a comment like C's. */
export const inComment = (text: string): string => text.replaceAll('*/', '* /');

/** Groups of lines, with an empty line between them. */
export const separated = (groups: readonly (readonly string[])[]): string[] =>
  groups.flatMap((group, index) => (index === 0 ? [...group] : ['', ...group]));
