import { type ContractClass, contractOf, type MemberType } from '../../src/common/contract/data-contract.js';
import { buildElement, type XmlNode } from '../../src/content/codecs/xml-markup.js';
import { ARRAYS, contentNamespace, elementName, entryName, type QName } from '../../src/content/codecs/xml-names.js';

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

interface Scope {
  readonly defaultNamespace: string;
  readonly prefixes: Readonly<Record<string, string>>;
}

/** Writes what `writeXml` must write, but the whole document by xml2js in one call. */
export const writeByXml2js = (value: object, type: ContractClass): string => writeRoot(contractOf(type), value, type);

/** Writes what `writeXmlArray` must write, but the whole document by xml2js in one call. */
export const writeArrayByXml2js = (values: readonly object[], type: ContractClass): string =>
  writeRoot(elementName({ listOf: type }), values, { listOf: type });

function writeRoot({ name, namespace }: QName, value: object, type: MemberType): string {
  const root: XmlNode = { $: { 'xmlns:i': SCHEMA_INSTANCE, xmlns: namespace } };
  addContent(root, value, type, { defaultNamespace: namespace, prefixes: { [SCHEMA_INSTANCE]: 'i' } }, 2);
  return `<?xml version="1.0" encoding="utf-8"?>${buildElement(name, root)}`;
}

function addContent(node: XmlNode, value: unknown, type: MemberType, scope: Scope, depth: number): void {
  if (typeof type === 'string') {
    node._ = String(value);
  } else if (typeof type === 'function') {
    for (const { name, wireName, namespace, type: memberType, emitDefaultValue } of contractOf(type).xmlMembers) {
      const member = (value as Record<string, unknown>)[name] ?? null;
      if (!emitDefaultValue && member === null) continue;
      addElement(node, { name: wireName, namespace }, member, memberType, scope, depth);
    }
  } else if ('listOf' in type) {
    for (const item of value as unknown[]) addElement(node, elementName(type.listOf), item, type.listOf, scope, depth);
  } else {
    for (const [key, item] of Object.entries(value as object)) {
      const entry: XmlNode = {};
      addElement(entry, { name: 'Key', namespace: ARRAYS }, key, 'string', scope, depth + 1);
      addElement(entry, { name: 'Value', namespace: ARRAYS }, item, type.dictionaryOf, scope, depth + 1);
      const { name } = entryName(type.dictionaryOf);
      addChild(node, scope.defaultNamespace === ARRAYS ? name : `${scope.prefixes[ARRAYS]}:${name}`, entry);
    }
  }
}

function addElement(
  parent: XmlNode,
  { name, namespace }: QName,
  value: unknown,
  type: MemberType,
  outer: Scope,
  depth: number,
): void {
  const prefix = namespace === outer.defaultNamespace ? '' : outer.prefixes[namespace];
  const scope = prefix === undefined ? { ...outer, defaultNamespace: namespace } : outer;
  const attributes: Record<string, string> = {};
  const inner = declareContent(attributes, contentNamespace(type), scope, depth);
  const isNil = value === null || value === undefined;
  if (isNil) attributes['i:nil'] = 'true';
  if (prefix === undefined) attributes.xmlns = namespace;
  const node: XmlNode = { $: attributes };
  if (!isNil) addContent(node, value, type, inner, depth + 1);
  addChild(parent, prefix ? `${prefix}:${name}` : name, node);
}

function declareContent(
  attributes: Record<string, string>,
  namespace: string | undefined,
  scope: Scope,
  depth: number,
): Scope {
  if (namespace === undefined || namespace === scope.defaultNamespace || scope.prefixes[namespace]) return scope;
  const prefix = `d${depth}p1`;
  attributes[`xmlns:${prefix}`] = namespace;
  return { ...scope, prefixes: { ...scope.prefixes, [namespace]: prefix } };
}

const addChild = (parent: XmlNode, tag: string, child: XmlNode): void => {
  ((parent[tag] ??= []) as XmlNode[]).push(child);
};
