import { contractOf, type MemberType } from '../../common/contract/data-contract.js';
import { genericName, XML_SCHEMA } from '../../common/contract/generic-name.js';

/** The namespace of the elements that .NET writes for primitive values in lists, and for the entries of dictionaries. */
export const ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays';

/** A local name and its namespace. */
export interface QName {
  readonly name: string;
  readonly namespace: string;
}

/** The namespace of the elements inside a value; `undefined` for a primitive, which has none. */
export function contentNamespace(type: MemberType): string | undefined {
  if (typeof type === 'string') return undefined;
  if (typeof type === 'function') return contractOf(type).namespace;
  return 'listOf' in type ? elementName(type.listOf).namespace : ARRAYS;
}

/** The name of the element of a list item of this type. */
export function elementName(type: MemberType): QName {
  if (type === 'bool') return { name: 'boolean', namespace: ARRAYS };
  if (typeof type === 'string') return { name: type, namespace: ARRAYS };
  if (typeof type === 'function') return contractOf(type);
  const item = 'listOf' in type ? elementName(type.listOf) : entryName(type.dictionaryOf);
  return { name: `ArrayOf${item.name}`, namespace: item.namespace };
}

/** The name of the element of a dictionary entry with values of this type. */
export const entryName = (value: MemberType): QName => ({
  name: genericName('KeyValue', [STRING, genericArgument(value)]),
  namespace: ARRAYS,
});

const STRING: QName = { name: 'string', namespace: XML_SCHEMA };

/** A type's name as an argument of a generic type. */
function genericArgument(type: MemberType): QName {
  const element = elementName(type);
  return typeof type === 'string' ? { name: element.name, namespace: XML_SCHEMA } : element;
}
