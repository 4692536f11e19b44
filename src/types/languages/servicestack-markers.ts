import { SERVICESTACK_NAMESPACE, type TypeDefinition } from '../model/type-model.js';
import { methodMarker } from './code.js';

/** @returns The names of ServiceStack's interfaces for methods that the requests implement, sorted: `IGet`, `IPost`. */
export function methodMarkersOf(types: readonly TypeDefinition[]): string[] {
  return [...new Set(types.flatMap(({ operation }) => (operation ? [methodMarker(operation)] : [])))].toSorted();
}

/** @returns The types without ServiceStack's own, which its client libraries have: `Authenticate`, `ResponseStatus`. */
export const withoutServiceStackTypes = (types: readonly TypeDefinition[]): readonly TypeDefinition[] =>
  types.filter(({ namespace }) => namespace !== SERVICESTACK_NAMESPACE);

/**
 * @returns The types without those of errors, for the languages whose client libraries have these alone of ServiceStack's own
 *   types.
 */
export const withoutErrorTypes = (types: readonly TypeDefinition[]): readonly TypeDefinition[] =>
  types.filter(({ name }) => name !== 'ResponseStatus' && name !== 'ResponseError');
