import { type Contract, contractOf, type Member, type MemberType } from '../../common/contract/data-contract.js';
import { XML_SCHEMA } from '../../common/contract/generic-name.js';
import { elementName, entryName, type QName } from '../../content/codecs/xml-names.js';

/** A member, an item or an entry in a type of a schema. */
export interface SchemaElement {
  readonly name: string;
  /** The name of its type, or the elements of its type if that has no name. */
  readonly type: QName | readonly SchemaElement[];
  readonly minOccurs: 0 | 1;
  readonly maxOccurs: 1 | 'unbounded';
  readonly nillable: boolean;
}

/** A complex type, and the root element of the same name. */
export interface SchemaType {
  readonly name: string;
  readonly base?: QName;
  readonly elements: readonly SchemaElement[];
}

/** The schema of one XML namespace. */
export interface XmlSchema {
  readonly namespace: string;
  readonly types: readonly SchemaType[];
}

/**
 * Builds the XML schemas of types and of all types in them, as .NET's `XsdDataContractExporter` does.
 *
 * @returns One schema a namespace, sorted by namespace.
 */
export function xmlSchemasOf(roots: readonly MemberType[]): XmlSchema[] {
  const namespaces = new Map<string, Map<string, SchemaType>>();
  const visit = (type: MemberType): void => {
    if (typeof type === 'string') return;
    const { name, namespace } = typeNameOf(type);
    const types = namespaces.get(namespace) ?? new Map<string, SchemaType>();
    namespaces.set(namespace, types);
    if (types.has(name)) return;
    types.set(name, schemaTypeOf(name, type));
    typesIn(type).forEach(visit);
  };
  roots.forEach(visit);
  return [...namespaces]
    .map(([namespace, types]) => ({ namespace, types: [...types.values()] }))
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
}

/** The members that a contract has besides those of its base class, in the order of XML. */
const ownMembers = ({ base, xmlMembers }: Contract): readonly Member[] =>
  xmlMembers.slice(base?.xmlMembers.length ?? 0);

function typesIn(type: MemberType): MemberType[] {
  if (typeof type === 'string') return [];
  if (typeof type === 'object') return ['listOf' in type ? type.listOf : type.dictionaryOf];
  const contract = contractOf(type);
  return [...(contract.base ? [contract.base.type] : []), ...ownMembers(contract).map((member) => member.type)];
}

function schemaTypeOf(name: string, type: Exclude<MemberType, string>): SchemaType {
  if (typeof type === 'object') return { name, elements: [itemsOf(type)] };
  const contract = contractOf(type);
  const elements = ownMembers(contract).map((member): SchemaElement => ({
    name: member.wireName,
    type: typeNameOf(member.type),
    minOccurs: 0, // no member is required on the wire: `EmitDefaultValue` says who may omit it, not that it must be there
    maxOccurs: 1,
    nillable: isNullable(member),
  }));
  return { name, ...(contract.base && { base: contract.base }), elements };
}

function itemsOf(type: { readonly listOf: MemberType } | { readonly dictionaryOf: MemberType }): SchemaElement {
  const items = { minOccurs: 0, maxOccurs: 'unbounded' } as const;
  if ('listOf' in type) {
    const { listOf: item } = type;
    return { ...items, name: elementName(item).name, type: typeNameOf(item), nillable: isReference(item) };
  }
  const once = { minOccurs: 1, maxOccurs: 1 } as const;
  const { dictionaryOf: value } = type;
  const entry: SchemaElement[] = [
    { ...once, name: 'Key', type: typeNameOf('string'), nillable: true },
    { ...once, name: 'Value', type: typeNameOf(value), nillable: isReference(value) },
  ];
  return { ...items, name: entryName(value).name, type: entry, nillable: false };
}

/** Whether a type is a reference type in .NET. */
const isReference = (type: MemberType): boolean => type !== 'int' && type !== 'bool';

/** Whether .NET can leave a member null. */
export const isNullable = ({ type, nullable }: Member): boolean => nullable || isReference(type);

function typeNameOf(type: MemberType): QName {
  if (typeof type === 'string') return { name: elementName(type).name, namespace: XML_SCHEMA };
  return elementName(type);
}
