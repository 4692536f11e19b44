import { Builder } from 'xml2js';
import xmlbuilder from 'xmlbuilder';
import { type Contract, contractOf, type ContractClass, type MemberType } from '../../common/contract/data-contract.js';
import { genericName, XML_SCHEMA } from '../../common/contract/generic-name.js';

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays';

/** An element in the form that xml2js's builder takes: attributes in `$`, then text in `_` or children by tag. */
interface XmlNode {
  $?: Record<string, string>;
  _?: string;
  [tag: string]: unknown;
}

/** The namespaces bound at an element: the default namespace, and the prefix of each other one. */
interface Scope {
  readonly defaultNamespace: string;
  readonly prefixes: Readonly<Record<string, string>>;
}

/** A local name and its namespace. */
export interface QName {
  readonly name: string;
  readonly namespace: string;
}

const builder = newBuilder();

/** Writes a value with the bytes that .NET's DataContractSerializer writes (WIRE.md section 4). */
export function writeXml(value: object, type: ContractClass): string {
  const contract = contractOf(type);
  const { root, scope } = newRoot(contract);
  addMembers(root, value as Record<string, unknown>, contract, scope, 2);
  return buildDocument(contract.name, root);
}

/** Writes a list of values as .NET writes an array: `ArrayOf`, in the namespace of the items. */
export function writeXmlArray(values: readonly object[], type: ContractClass): string {
  const contract = contractOf(type);
  const { root, scope } = newRoot(contract);
  root[contract.name] = values.map((value) => {
    const item: XmlNode = {};
    addMembers(item, value as Record<string, unknown>, contract, scope, 3);
    return item;
  });
  return buildDocument(`ArrayOf${contract.name}`, root);
}

function newRoot({ namespace }: Contract): { root: XmlNode; scope: Scope } {
  return {
    root: { $: { 'xmlns:i': SCHEMA_INSTANCE, xmlns: namespace } },
    scope: { defaultNamespace: namespace, prefixes: { [SCHEMA_INSTANCE]: 'i' } },
  };
}

const buildDocument = (name: string, root: XmlNode): string =>
  `<?xml version="1.0" encoding="utf-8"?>${builder.buildObject({ [name]: root })}`;

function addMembers(
  node: XmlNode,
  value: Record<string, unknown>,
  contract: Contract,
  scope: Scope,
  depth: number,
): void {
  for (const { name, wireName, namespace, type, emitDefaultValue } of contract.xmlMembers) {
    if (!emitDefaultValue && (value[name] ?? null) === null) continue;
    addElement(node, { name: wireName, namespace }, value[name], type, scope, depth);
  }
}

/** Adds an element to its parent, with its attributes in .NET's order: `xmlns:dNpM`, `i:nil`, `xmlns`. */
function addElement(
  parent: XmlNode,
  { name, namespace }: QName,
  value: unknown,
  type: MemberType,
  outer: Scope,
  depth: number,
): void {
  const prefix = namespace === outer.defaultNamespace ? '' : outer.prefixes[namespace];
  const scope = prefix === undefined ? { defaultNamespace: namespace, prefixes: outer.prefixes } : outer;
  const attributes: Record<string, string> = {};
  const inner = declareContent(attributes, contentNamespace(type), scope, depth);
  const isNil = value === null || value === undefined;
  if (isNil) attributes['i:nil'] = 'true';
  if (prefix === undefined) attributes.xmlns = namespace;
  const node: XmlNode = { $: attributes };
  if (!isNil) addContent(node, value, type, inner, depth + 1);
  const tag = prefix ? `${prefix}:${name}` : name;
  const siblings = parent[tag] as XmlNode[] | undefined;
  if (siblings) siblings.push(node);
  else parent[tag] = [node];
}

/** Declares a prefix for the namespace of an element's content, unless that is bound already. */
function declareContent(
  attributes: Record<string, string>,
  namespace: string | undefined,
  scope: Scope,
  depth: number,
): Scope {
  if (namespace === undefined || namespace === scope.defaultNamespace || scope.prefixes[namespace] !== undefined) {
    return scope;
  }
  const prefix = `d${depth}p1`;
  attributes[`xmlns:${prefix}`] = namespace;
  return { defaultNamespace: scope.defaultNamespace, prefixes: { ...scope.prefixes, [namespace]: prefix } };
}

function addContent(node: XmlNode, value: unknown, type: MemberType, scope: Scope, depth: number): void {
  if (typeof type === 'string') {
    node._ = String(value);
  } else if (typeof type === 'function') {
    addMembers(node, value as Record<string, unknown>, contractOf(type), scope, depth);
  } else if ('listOf' in type) {
    for (const item of value as unknown[]) addElement(node, elementName(type.listOf), item, type.listOf, scope, depth);
  } else {
    for (const [key, item] of Object.entries(value as object)) {
      const entry: XmlNode = {};
      addElement(entry, { name: 'Key', namespace: ARRAYS }, key, 'string', scope, depth + 1);
      addElement(entry, { name: 'Value', namespace: ARRAYS }, item, type.dictionaryOf, scope, depth + 1);
      const { name } = entryName(type.dictionaryOf);
      const tag = scope.defaultNamespace === ARRAYS ? name : `${scope.prefixes[ARRAYS]}:${name}`;
      ((node[tag] ??= []) as XmlNode[]).push(entry);
    }
  }
}

/** The namespace of the elements inside a value; `undefined` for a primitive, which has none. */
function contentNamespace(type: MemberType): string | undefined {
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

/** The part of xmlbuilder that its type declarations leave out. */
interface XmlBuilder {
  stringWriter(options: { spaceBeforeSlash: string }): {
    element: (this: unknown, node: { children: unknown[] }, options: { allowEmpty: boolean }, level: number) => string;
  };
}

/** An xml2js builder that ends elements as .NET does: `<X />` without content, `<X></X>` for an empty string. */
function newBuilder(): Builder {
  const writer = (xmlbuilder as unknown as XmlBuilder).stringWriter({ spaceBeforeSlash: ' ' });
  const { element } = writer;
  writer.element = function (node, options, level) {
    options.allowEmpty = node.children.length > 0;
    return element.call(this, node, options, level);
  };
  return new Builder({ headless: true, renderOpts: writer as never });
}
