import { type Contract, contractOf, type Member, type MemberType } from '../../common/contract/data-contract.js';
import { SerializationError } from '../../common/errors.js';
import type { Codec } from './codec.js';
import { duplicateMember, invalidType } from './member-index.js';
import { readXml, type XmlElement } from './xml-reader.js';
import { elementName, writeXml } from './xml-writer.js';

/** XML as .NET's DataContractSerializer writes it, read more kindly: members in any order (WIRE.md 3 and 4). */
export const xmlCodec: Codec = {
  name: 'xml',
  mediaTypes: ['application/xml', 'text/xml'],
  problemType: 'application/problem+xml',
  contentType: (mediaType) => mediaType,
  write: writeXml,
  list: (type) => {
    // A list is written whole with these items, and what stands around them cut off.
    const part = (items: readonly object[], summary = {}): [head: string, items: string, tail: string] => {
      const xml = writeXml({ hasMorePages: false, ...summary, items }, type);
      const start = xml.indexOf('>', xml.indexOf('<Items')) + 1;
      const end = xml.lastIndexOf('</Items>');
      return [xml.slice(0, start), xml.slice(start, end), xml.slice(end)];
    };
    return {
      head: part([{}])[0],
      between: '',
      items: (items) => part(items)[1],
      tail: (summary) => part([{}], summary)[2],
    };
  },
  read: (body, contract) => {
    const root = readXml(body);
    if (root.name !== contract.name || root.namespace !== contract.namespace) {
      throw new SerializationError(
        `Expecting element '${contract.name}' from namespace '${contract.namespace}', ` +
          `but came element '${root.name}' from namespace '${root.namespace}'.`,
      );
    }
    return root.isNil ? {} : members(root, contract, '');
  },
};

function members(element: XmlElement, contract: Contract, path: string): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  const seen = new Set<Member>();
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (/[^ \t\r\n]/.test(child))
        throw new SerializationError(`Element '${element.name}' has text between its members.`);
      continue;
    }
    const member = contract.xmlMembers.find(
      ({ wireName, namespace }) => wireName === child.name && (child.namespace === namespace || child.namespace === ''),
    );
    if (!member) continue;
    if (seen.has(member)) throw duplicateMember(path + member.wireName);
    seen.add(member);
    // .NET writes nil for every member that was not set, so nil is no value, and not the wish to clear one.
    if (!child.isNil) read[member.name] = typed(child, member.type, path + member.wireName);
  }
  return read;
}

function typed(element: XmlElement, type: MemberType, path: string): unknown {
  if (element.isNil) return null;
  if (typeof type === 'function') {
    return Object.assign(Object.create(type.prototype as object), members(element, contractOf(type), `${path}.`));
  }
  if (typeof type === 'string') return primitive(textOf(element, path), type, path);
  if ('listOf' in type) {
    const item = elementName(type.listOf);
    return elements(element)
      .filter(({ name }) => name === item.name)
      .map((child, index) => typed(child, type.listOf, `${path}[${index}]`));
  }
  const entries = elements(element).map((entry) => {
    const [key, value] = ['Key', 'Value'].map((name) => elements(entry).find((child) => child.name === name));
    if (!key || !value) throw new SerializationError(`An entry of '${path}' has no Key or no Value.`);
    const name = textOf(key, path);
    return [name, typed(value, type.dictionaryOf, `${path}.${name}`)] as const;
  });
  return Object.fromEntries(entries);
}

const elements = (element: XmlElement): XmlElement[] => element.children.filter((child) => typeof child !== 'string');

function textOf(element: XmlElement, path: string): string {
  if (elements(element).length > 0) throw invalidType(path, 'text, without elements in it');
  return element.children.filter((child) => typeof child === 'string').join('');
}

/** XML Schema's lexical forms, white space around them allowed. */
function primitive(text: string, type: 'string' | 'int' | 'bool', path: string): unknown {
  if (type === 'string') return text;
  const value = text.trim();
  if (type === 'bool') {
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    throw invalidType(path, 'true or false');
  }
  const number = /^[+-]?\d{1,10}$/.test(value) ? Number(value) : NaN;
  if ((number | 0) !== number) throw invalidType(path, 'a 32-bit whole number');
  return number;
}
