import { SaxesParser, type SaxesTagNS } from 'saxes';
import { SerializationError } from '../../common/errors.js';
import { parseBoolean, XSD_SYNTAX } from './text-scalars.js';

/** An element of a document. A string among its children is text. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** Whether its `i:nil` is true. */
  readonly isNil: boolean;
  readonly children: readonly XmlContent[];
}

type XmlContent = XmlElement | string;

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const MAX_DEPTH = 32;
const MAX_NAMESPACES = 64;
/** Elements, CDATA sections, comments and processing instructions, and attributes: 64 KiB can contain 16,000 of each. */
const MAX_COUNT = 1_000;

/** A second byte order mark, since decoding removes the first; or half a surrogate pair, which UTF-8 cannot encode. */
const NOT_DECODED = /^\ufeff|\p{Surrogate}/u;

/** A qualified name whose local part begins with a character that a name may contain but not begin with. */
const BAD_LOCAL_PART = /:[\u0300-\u036f\u00b7\u203f\u2040.0-9-]/;

/**
 * Reads a document that is well-formed by XML 1.0 and Namespaces in XML 1.0 (WIRE.md section 3). It expands no entity
 * but XML's own five, and opens no file or address.
 *
 * @param body The decoded body; the decoder has removed a byte order mark.
 * @param maxCount How many attributes, and how many other nodes, a document can have.
 * @returns The root element.
 * @throws SerializationError if the document is not well-formed, has a DOCTYPE, is more than 32 levels deep, or has more
 *   than 64 namespaces in scope, 1,000 attributes, or 1,000 elements, CDATA sections, comments and processing
 *   instructions.
 */
export function readXml(body: string, maxCount = MAX_COUNT): XmlElement {
  const text = body.replace(/\r\n?/g, '\n');
  if (hasDoctype(text)) throw new SerializationError('A DOCTYPE is not allowed.');
  const parser = new SaxesParser({ xmlns: true, position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  const place = (): string => `(line ${parser.line}, column ${Math.max(parser.column, 1)}).`;
  const topLevel: XmlContent[] = [];
  const openElements = [topLevel];
  let namespacesInScope = 0;
  let nodes = 0;
  let attributes = 0;
  const add = (content: XmlContent): void => void openElements.at(-1)?.push(content);

  // saxes goes on after an error, unless this throws.
  parser.on('error', ({ message }) => {
    throw new SerializationError(`The body is not well-formed XML: ${shortened(message)} ${place()}`);
  });
  parser.on('attribute', () => {
    if (++attributes > maxCount) throw tooMany('attributes', maxCount);
  });
  const countNode = (): void => {
    if (++nodes > maxCount) throw tooMany('elements, CDATA sections, comments and processing instructions', maxCount);
  };
  parser.on('comment', countNode);
  parser.on('opentag', (tag) => {
    countNode();
    if (openElements.length > MAX_DEPTH) throw tooDeep();
    namespacesInScope += Object.keys(tag.ns).length;
    if (namespacesInScope > MAX_NAMESPACES) throw tooMany('namespaces in scope at once', MAX_NAMESPACES);
    const fault = namespaceFault(tag);
    if (fault) parser.fail(fault);
    const isNil = parseBoolean(nilOf(tag), XSD_SYNTAX);
    if (isNil === undefined) throw new SerializationError(`The nil attribute must be true, false, 1 or 0 ${place()}`);
    const children: XmlContent[] = [];
    add({ name: tag.local, namespace: tag.uri, isNil, children });
    openElements.push(children);
  });
  parser.on('closetag', ({ ns }) => {
    namespacesInScope -= Object.keys(ns).length;
    openElements.pop();
  });
  parser.on('text', add);
  parser.on('cdata', (data) => {
    countNode();
    add(data);
  });
  parser.on('processinginstruction', ({ body: data }) => {
    countNode();
    // saxes reads `<?target?data?>` as if there was white space before the data.
    const before = text.charAt(parser.position - '?>'.length - data.length - 1);
    if (data !== '' && !/\s/.test(before)) parser.fail('white space required after the target.');
  });

  if (NOT_DECODED.test(text)) parser.fail('disallowed character.');
  parser.write(text).close();
  const root = topLevel.find((content) => typeof content !== 'string');
  if (!root) throw new SerializationError('The body has no root element.');
  return root;
}

const tooDeep = (): SerializationError =>
  new SerializationError(`The body is nested more than ${MAX_DEPTH} levels deep.`);

const tooMany = (what: string, maximum: number): SerializationError =>
  new SerializationError(`The body has more than ${maximum.toLocaleString('en')} ${what}.`);

/** Whether a DOCTYPE follows what may come before it. saxes reports one only at its end, which may be far away. */
function hasDoctype(text: string): boolean {
  const misc = /\s+|<!--[^]*?-->|<\?[^]*?\?>/y;
  let end = 0;
  while (misc.test(text)) end = misc.lastIndex;
  return text.startsWith('<!DOCTYPE', end);
}

/** What breaks Namespaces in XML 1.0 and saxes accepts. */
function namespaceFault({ name, attributes }: SaxesTagNS): string | undefined {
  if (BAD_LOCAL_PART.test(name)) return 'malformed name.';
  for (const attribute of Object.values(attributes)) {
    if (BAD_LOCAL_PART.test(attribute.name)) return 'malformed name.';
    const isDeclaration = attribute.prefix === 'xmlns' || attribute.name === 'xmlns';
    if (isDeclaration && attribute.value !== attribute.value.trim()) return 'white space around a namespace name.';
  }
  return undefined;
}

const nilOf = ({ attributes }: SaxesTagNS): string =>
  Object.values(attributes).find(({ uri, local }) => uri === SCHEMA_INSTANCE && local === 'nil')?.value ?? 'false';

/** A message of saxes without the dot at its end, and without a long name that it quotes. */
const shortened = (message: string): string => message.replace(/: [^]{100,}$|\.$/, '');
