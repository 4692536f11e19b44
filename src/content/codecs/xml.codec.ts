import { type Contract, contractOf, type Member, type MemberType } from '../../common/contract/data-contract.js';
import { SerializationError } from '../../common/errors.js';
import type { Codec } from './codec.js';
import { expectOnce, invalidType } from './member-index.js';
import { parseScalar, XSD_SYNTAX } from './text-scalars.js';
import { readXml, type XmlElement } from './xml-reader.js';
import { elementName } from './xml-names.js';
import { writeXml, writeXmlArray } from './xml-writer.js';

/** XML as .NET's DataContractSerializer writes it. Unlike .NET, it reads members in any order (WIRE.md 3 and 4). */
export const xmlCodec: Codec = {
  name: 'xml',
  mediaTypes: ['application/xml', 'text/xml'],
  problemType: 'application/problem+xml',
  contentType: (mediaType) => mediaType,
  write: writeXml,
  list: (type) => {
    // Writes a whole list and cuts it before and after its items, so that the parts have the bytes of the whole.
    const parts = (items: readonly object[], summary = {}): [header: string, items: string, footer: string] => {
      const xml = writeXml({ hasMorePages: false, ...summary, items }, type);
      const start = xml.indexOf('>', xml.indexOf('<Items')) + 1;
      const end = xml.lastIndexOf('</Items>');
      return [xml.slice(0, start), xml.slice(start, end), xml.slice(end)];
    };
    return {
      header: parts([{}])[0],
      separator: '',
      items: (items) => parts(items)[1],
      footer: (summary) => parts([{}], summary)[2],
    };
  },
  read: (body, contract) => readDocument(readXml(body), contract),
  writeArray: writeXmlArray,
  readArray: (body, contract) => readArrayOf(readXml(body, MAX_ARRAY_COUNT), contract),
};

/** How many attributes, and how many other nodes, a batch can have: 1,000 requests of 10 members. */
const MAX_ARRAY_COUNT = 11_001;

/** .NET's `ArrayOfNewAISession`, in the namespace of the item's contract. */
function readArrayOf(root: XmlElement, contract: Contract): Record<string, unknown>[] {
  expectElement(root, { name: `ArrayOf${contract.name}`, namespace: contract.namespace });
  return root.children
    .filter((child) => typeof child !== 'string' || isText(child))
    .map((child, index) => {
      if (typeof child === 'string') throw new SerializationError(`Element '${root.name}' has text between its items.`);
      expectElement(child, contract);
      return child.isNil ? {} : readMembers(child, contract, `[${index}].`);
    });
}

const isText = (text: string): boolean => /[^ \t\r\n]/.test(text);

function expectElement(element: XmlElement, { name, namespace }: { name: string; namespace: string }): void {
  if (element.name === name && element.namespace === namespace) return;
  throw new SerializationError(
    `Expecting element '${name}' from namespace '${namespace}', ` +
      `but found element '${element.name}' from namespace '${element.namespace}'.`,
  );
}

/** Reads the members of a contract from the root element of a document. */
export function readDocument(root: XmlElement, contract: Contract): Record<string, unknown> {
  expectElement(root, contract);
  return root.isNil ? {} : readMembers(root, contract, '');
}

function readMembers(element: XmlElement, contract: Contract, path: string): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  const seen = new Set<Member>();
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (isText(child)) {
        throw new SerializationError(`Element '${element.name}' has text between its members.`);
      }
      continue;
    }
    const member = contract.xmlMembers.find(
      ({ wireName, namespace }) => wireName === child.name && (child.namespace === namespace || child.namespace === ''),
    );
    if (!member) continue;
    expectOnce(seen, member, path + member.wireName);
    // .NET writes nil for every unset member, so nil means absent. It does not clear a member.
    if (!child.isNil) read[member.name] = readValue(child, member.type, path + member.wireName);
  }
  return read;
}

function readValue(element: XmlElement, type: MemberType, path: string): unknown {
  if (element.isNil) return null;
  if (typeof type === 'function') {
    const members = readMembers(element, contractOf(type), `${path}.`);
    return Object.assign(Object.create(type.prototype as object), members);
  }
  if (typeof type === 'string') return parseScalar(textOf(element, path), type, path, XSD_SYNTAX);
  if ('listOf' in type) {
    const item = elementName(type.listOf);
    return elementsOf(element)
      .filter(({ name }) => name === item.name)
      .map((child, index) => readValue(child, type.listOf, `${path}[${index}]`));
  }
  const entries = elementsOf(element).map((entry) => {
    const [key, value] = ['Key', 'Value'].map((name) => elementsOf(entry).find((child) => child.name === name));
    if (!key || !value) throw new SerializationError(`An entry of '${path}' has no Key or no Value.`);
    const keyText = textOf(key, path);
    return [keyText, readValue(value, type.dictionaryOf, `${path}.${keyText}`)] as const;
  });
  return Object.fromEntries(entries);
}

const elementsOf = (element: XmlElement): XmlElement[] => element.children.filter((child) => typeof child !== 'string');

function textOf(element: XmlElement, path: string): string {
  if (elementsOf(element).length > 0) throw invalidType(path, 'text, without elements in it');
  return element.children.filter((child) => typeof child === 'string').join('');
}
