import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
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
  const parser = unusedParser ?? new TreeParser();
  unusedParser = undefined; // a parser that has failed is not used again
  const root = parser.parse(text, maxCount);
  unusedParser = parser;
  return root;
}

/** A parser whose document has ended: to create one takes as long as to read a small document. */
let unusedParser: TreeParser | undefined;

const OPTIONS = { xmlns: true, position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' } as const;

/**
 * Builds the tree of a document, and counts what it consists of.
 *
 * The counts are fields of this class because saxes adds each handler to the parser by a computed name. V8 makes an object slow
 * if it has more such properties than declared ones, which made reading take four times as long.
 */
class TreeParser extends SaxesParser<typeof OPTIONS> {
  private source = '';
  private maxCount = 0;
  private openElements: XmlContent[][] = [];
  private namespaceCount = 0;
  private nodeCount = 0;
  private attributeCount = 0;

  constructor() {
    super(OPTIONS);
    // saxes goes on after an error, unless this throws.
    this.on('error', ({ message }) => {
      throw new SerializationError(`The body is not well-formed XML: ${shortened(message)} ${this.place()}`);
    });
    this.on('attribute', () => {
      if (++this.attributeCount > this.maxCount) throw tooMany('attributes', this.maxCount);
    });
    this.on('opentag', (tag) => this.open(tag));
    this.on('closetag', ({ ns }) => {
      this.namespaceCount -= Object.keys(ns).length;
      this.openElements.pop();
    });
    this.on('text', (data) => this.add(data));
    this.on('cdata', (data) => {
      this.countNode();
      this.add(data);
    });
    this.on('comment', () => this.countNode());
    this.on('processinginstruction', ({ body }) => this.checkInstruction(body));
  }

  /**
   * Can be called again if it has not thrown.
   *
   * @param source The document, with LF at the ends of its lines.
   * @returns The root element.
   */
  parse(source: string, maxCount: number): XmlElement {
    const topLevel: XmlContent[] = [];
    this.source = source;
    this.maxCount = maxCount;
    this.openElements = [topLevel];
    this.namespaceCount = this.nodeCount = this.attributeCount = 0;
    if (NOT_DECODED.test(source)) this.fail('disallowed character.');
    this.write(source).close();
    this.source = ''; // keeps no document in memory
    this.openElements = [];
    const root = topLevel.find((content) => typeof content !== 'string');
    if (!root) throw new SerializationError('The body has no root element.');
    return root;
  }

  private open(tag: SaxesTagNS): void {
    this.countNode();
    if (this.openElements.length > MAX_DEPTH) throw tooDeep();
    this.namespaceCount += Object.keys(tag.ns).length;
    if (this.namespaceCount > MAX_NAMESPACES) throw tooMany('namespaces in scope at once', MAX_NAMESPACES);
    const attributes = Object.values(tag.attributes);
    const fault = namespaceFault(tag.name, attributes);
    if (fault) this.fail(fault);
    const nil = attributes.find(({ uri, local }) => uri === SCHEMA_INSTANCE && local === 'nil');
    const isNil = nil !== undefined && parseBoolean(nil.value, XSD_SYNTAX);
    if (isNil === undefined) {
      throw new SerializationError(`The nil attribute must be true, false, 1 or 0 ${this.place()}`);
    }
    const children: XmlContent[] = [];
    this.add({ name: tag.local, namespace: tag.uri, isNil, children });
    this.openElements.push(children);
  }

  private checkInstruction(body: string): void {
    this.countNode();
    // saxes reads `<?target?data?>` as if there was white space before the data.
    const before = this.source.charAt(this.position - '?>'.length - body.length - 1);
    if (body !== '' && !/\s/.test(before)) this.fail('white space required after the target.');
  }

  private add(content: XmlContent): void {
    this.openElements.at(-1)?.push(content);
  }

  private countNode(): void {
    if (++this.nodeCount > this.maxCount) {
      throw tooMany('elements, CDATA sections, comments and processing instructions', this.maxCount);
    }
  }

  private place(): string {
    return `(line ${this.line}, column ${Math.max(this.column, 1)}).`;
  }
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
function namespaceFault(name: string, attributes: readonly SaxesAttributeNS[]): string | undefined {
  if (BAD_LOCAL_PART.test(name)) return 'malformed name.';
  for (const attribute of attributes) {
    if (BAD_LOCAL_PART.test(attribute.name)) return 'malformed name.';
    const isDeclaration = attribute.prefix === 'xmlns' || attribute.name === 'xmlns';
    if (isDeclaration && attribute.value !== attribute.value.trim()) return 'white space around a namespace name.';
  }
  return undefined;
}

/** A message of saxes without the dot at its end, and without a long name that it quotes. */
const shortened = (message: string): string => message.replace(/: [^]{100,}$|\.$/, '');
