import { type ContractClass, contractOf, type MemberType } from '../../common/contract/data-contract.js';
import { escapeText, type Markup, markupOf } from './xml-markup.js';
import { ARRAYS, contentNamespace, elementName, entryName, type QName } from './xml-names.js';

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** Writes an element, or the content of one, for a value. */
type Write = (value: unknown) => string;

/** The namespaces bound at an element: the default namespace, and the prefix of each other one. */
interface Scope {
  readonly defaultNamespace: string;
  readonly prefixes: Readonly<Record<string, string>>;
}

const documents = new WeakMap<ContractClass, Write>();
const arrays = new WeakMap<ContractClass, Write>();

/** Writes a value with the bytes that .NET's DataContractSerializer writes (WIRE.md section 4). */
export function writeXml(value: object, type: ContractClass): string {
  let write = documents.get(type);
  if (!write) documents.set(type, (write = documentWriter(contractOf(type), type)));
  return write(value);
}

/** Writes a list of values as .NET writes an array: `ArrayOf`, in the namespace of the items. */
export function writeXmlArray(values: readonly object[], type: ContractClass): string {
  let write = arrays.get(type);
  if (!write) arrays.set(type, (write = documentWriter(elementName({ listOf: type }), { listOf: type })));
  return write(values);
}

/**
 * The markup of a contract is the same for every value, and xml2js takes most of its time for it. So xml2js writes the
 * markup of each element once, at the first value that has it, and a document is that markup with the values' texts.
 */
function documentWriter({ name, namespace }: QName, type: MemberType): Write {
  const markup = markupOf(name, { 'xmlns:i': SCHEMA_INSTANCE, xmlns: namespace });
  const scope: Scope = { defaultNamespace: namespace, prefixes: { [SCHEMA_INSTANCE]: 'i' } };
  const write = wrap(markup, contentWriter(type, scope, 2));
  return (value) => `<?xml version="1.0" encoding="utf-8"?>${write(value)}`;
}

const wrap =
  <T>({ empty, start, end }: Markup, writeContent: (value: T) => string): ((value: T) => string) =>
  (value) => {
    const content = writeContent(value);
    return content === '' ? empty : start + content + end;
  };

/** Writes an element, with its attributes in .NET's order: `xmlns:dNpM`, `i:nil`, `xmlns`. */
function elementWriter({ name, namespace }: QName, type: MemberType, outer: Scope, depth: number): Write {
  const prefix = namespace === outer.defaultNamespace ? '' : outer.prefixes[namespace];
  const scope = prefix === undefined ? { defaultNamespace: namespace, prefixes: outer.prefixes } : outer;
  const tag = prefix ? `${prefix}:${name}` : name;
  const { declaration, inner } = declareContent(contentNamespace(type), scope, depth);
  const own: Record<string, string> = prefix === undefined ? { xmlns: namespace } : {};
  const markup = markupOf(tag, { ...declaration, ...own });
  const nil = markupOf(tag, { ...declaration, 'i:nil': 'true', ...own }).empty;
  if (typeof type === 'string') {
    const { start, end } = markup;
    return (value) => (isNull(value) ? nil : start + escapeText(String(value)) + end);
  }
  let write: Write | undefined; // created when it is needed, because a contract can contain itself
  return (value) => (isNull(value) ? nil : (write ??= wrap(markup, contentWriter(type, inner, depth + 1)))(value));
}

const isNull = (value: unknown): boolean => value === null || value === undefined;

/** Declares a prefix for the namespace of an element's content, unless that is bound already. */
function declareContent(
  namespace: string | undefined,
  scope: Scope,
  depth: number,
): { declaration: Record<string, string>; inner: Scope } {
  if (namespace === undefined || namespace === scope.defaultNamespace || scope.prefixes[namespace] !== undefined) {
    return { declaration: {}, inner: scope };
  }
  const prefix = `d${depth}p1`;
  return {
    declaration: { [`xmlns:${prefix}`]: namespace },
    inner: { defaultNamespace: scope.defaultNamespace, prefixes: { ...scope.prefixes, [namespace]: prefix } },
  };
}

/** @param depth The depth of the elements in the content; the root's is 1. */
function contentWriter(type: MemberType, scope: Scope, depth: number): Write {
  if (typeof type === 'function') return membersWriter(type, scope, depth);
  if (typeof type === 'string') return (value) => escapeText(String(value));
  if ('listOf' in type) {
    const write = elementWriter(elementName(type.listOf), type.listOf, scope, depth);
    return (items) => concat(items as unknown[], write);
  }
  const { name } = entryName(type.dictionaryOf);
  const markup = markupOf(scope.defaultNamespace === ARRAYS ? name : `${scope.prefixes[ARRAYS]}:${name}`, {});
  const writeKey = elementWriter({ name: 'Key', namespace: ARRAYS }, 'string', scope, depth + 1);
  const writeValue = elementWriter({ name: 'Value', namespace: ARRAYS }, type.dictionaryOf, scope, depth + 1);
  const writeEntry = wrap(markup, ([key, value]: [string, unknown]) => writeKey(key) + writeValue(value));
  return (dictionary) => concat(Object.entries(dictionary as object), writeEntry);
}

function membersWriter(type: ContractClass, scope: Scope, depth: number): Write {
  const members = contractOf(type).xmlMembers.map(
    ({ name, wireName, namespace, type: memberType, emitDefaultValue }) => ({
      name,
      emitDefaultValue,
      write: elementWriter({ name: wireName, namespace }, memberType, scope, depth),
    }),
  );
  return (object) =>
    concat(members, ({ name, emitDefaultValue, write }) => {
      const value = (object as Record<string, unknown>)[name];
      return emitDefaultValue || !isNull(value) ? write(value) : '';
    });
}

function concat<T>(items: readonly T[], write: (item: T) => string): string {
  let xml = '';
  for (const item of items) xml += write(item);
  return xml;
}
