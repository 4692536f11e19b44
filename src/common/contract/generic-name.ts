import { createHash } from 'node:crypto';

/**
 * Returns the name that .NET's DataContractSerializer gives to a closed generic type: its name, `Of`, the arguments'
 * names, and a digest of their namespaces unless all are primitive types (WIRE.md section 4).
 *
 * @param name The generic type's name without its arity: `ListResponse`.
 */
export function genericName(name: string, args: readonly { name: string; namespace: string }[]): string {
  const arePrimitive = args.every(({ namespace }) => namespace === XML_SCHEMA);
  const names = args.map((arg) => arg.name).join('');
  return `${name}Of${names}${arePrimitive ? '' : digest(args.map(({ namespace }) => namespace))}`;
}

/** The namespace of .NET's primitive types. */
export const XML_SCHEMA = 'http://www.w3.org/2001/XMLSchema';

function digest(namespaces: readonly string[]): string {
  const text = ` ${namespaces.length} ${namespaces.join(' ')}`;
  const bytes = createHash('md5').update(text).digest().subarray(0, 6);
  return bytes.toString('base64').replaceAll('/', '_S').replaceAll('+', '_P').replaceAll('=', '');
}
