import { namesIn, referencesOf, type TypeDefinition } from './type-model.js';

/**
 * Applies ServiceStack's options `IncludeTypes` and `ExcludeTypes`.
 *
 * @param include Empty for all types; else names of types, of which `Name.*` includes the types that it needs, `*.Name` the
 *   operations that use it, `Name.Space/*` the types of a namespace, and `{tag}` the operations with a tag and what they need.
 *   The response of an operation comes with it, and what the response needs.
 * @param exclude Names of types; `services` for all requests, `types` for all other types.
 */
export function selectTypes(
  types: readonly TypeDefinition[],
  include: readonly string[],
  exclude: readonly string[],
): readonly TypeDefinition[] {
  const included = include.length === 0 ? undefined : includedNames(types, include);
  return types.filter(
    ({ name, operation }) =>
      (included?.has(name) ?? true) && !exclude.includes(name) && !exclude.includes(operation ? 'services' : 'types'),
  );
}

function includedNames(types: readonly TypeDefinition[], include: readonly string[]): Set<string> {
  const byName = new Map(types.map((type) => [type.name, type]));
  const names = new Set<string>();
  const expanded = new Set<string>();
  const addWithNeeded = (name: string): void => {
    const type = byName.get(name);
    if (!type || expanded.has(name)) return;
    names.add(name);
    expanded.add(name);
    referencesOf(type).forEach(addWithNeeded);
  };
  const addAll = (matches: (type: TypeDefinition) => boolean): void => {
    for (const type of types) if (matches(type)) names.add(type.name);
  };
  for (const pattern of include) {
    if (pattern.endsWith('.*')) addWithNeeded(pattern.slice(0, -2));
    else if (pattern.endsWith('/*')) addAll(({ namespace }) => namespace.startsWith(pattern.slice(0, -2)));
    else if (pattern.startsWith('{')) {
      const tag = pattern.slice(1, -1);
      for (const { name, operation } of types) if (operation?.tags.includes(tag)) addWithNeeded(name);
    } else if (pattern.startsWith('*.')) {
      const used = pattern.slice(2);
      addAll((type) => type.name === used || (type.operation !== undefined && referencesOf(type).includes(used)));
    } else {
      addAll(({ name }) => name === pattern);
      const returns = byName.get(pattern)?.operation?.returns;
      if (returns) namesIn(returns).forEach(addWithNeeded);
    }
  }
  return names;
}
