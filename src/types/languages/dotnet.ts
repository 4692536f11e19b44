import { SERVICESTACK_NAMESPACE, type TypeDefinition, type TypeMember } from '../model/type-model.js';
import type { OptionDefaults, TypeOptions } from '../options/type-options.js';
import type { TypeNames } from './code.js';
import { SELECTION } from './language.js';
import { withoutServiceStackTypes } from './servicestack-markers.js';

/** The options that the languages of .NET share, in the header's order. */
export const DOTNET_OPTIONS: OptionDefaults = [['AddReturnMarker', 'True'], ...SELECTION, ['AddNamespaces', '']];

/** .NET's own and ServiceStack's namespaces, which every reference imports. */
const NAMESPACES = [
  ...['System', 'System.IO', 'System.Collections', 'System.Collections.Generic', 'System.Runtime.Serialization'],
  ...[SERVICESTACK_NAMESPACE, 'ServiceStack.DataAnnotations'],
];

/** Completes a language's names of types with .NET's lists and dictionaries. */
export const dotnetNames = (names: Pick<TypeNames, 'string' | 'int' | 'bool' | 'generic'>): TypeNames => ({
  ...names,
  list: (item) => names.generic('List', [item]),
  dictionary: (value) => names.generic('Dictionary', [names.string, value]),
});

/** @returns The namespaces that a reference imports: .NET's own, those of the types, and those asked for. */
export function importedNamespaces(types: readonly TypeDefinition[], options: TypeOptions): string[] {
  const own = byNamespace(types, options).map(([namespace]) => namespace);
  return [...new Set([...NAMESPACES, ...options.list('AddNamespaces'), ...own])];
}

/** @returns The types by .NET namespace, which `GlobalNamespace` replaces; without ServiceStack's own types. */
export function byNamespace(
  types: readonly TypeDefinition[],
  options: TypeOptions,
): (readonly [string, readonly TypeDefinition[]])[] {
  const groups = new Map<string, TypeDefinition[]>();
  for (const type of withoutServiceStackTypes(types)) {
    const namespace = options.text('GlobalNamespace') || type.namespace;
    groups.set(namespace, [...(groups.get(namespace) ?? []), type]);
  }
  return [...groups];
}

/** Whether a member has a value type that may have no value. A request's filter of 0 differs from none. */
export const isNullable = ({ type, isRequired }: TypeMember): boolean =>
  !isRequired && (type === 'int' || type === 'bool');

/** A description as an XML comment. */
export function summaryLines(mark: string, tag: string, text: string | undefined, options: TypeOptions): string[] {
  if (text === undefined || !options.flag('AddDescriptionAsComments')) return [];
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [`${mark}<${tag}>`, mark + escaped, `${mark}</${tag}>`];
}
