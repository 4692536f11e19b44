import { Parser } from 'xml2js';
import { SerializationError } from '../../common/errors.js';

/** An element of a document that was read; a string is text between elements. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly isNil: boolean;
  readonly children: readonly (XmlElement | string)[];
}

const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const MAX_DEPTH = 32;
/** sax looks at every namespace in scope at every end of an element: many of both would take seconds. */
const MAX_NAMESPACES = 64;

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Text or markup of a well-formed document, with an XML declaration only where it begins. */
const PART =
  /[^<\]]+|\](?!\]>)|^<\?xml\s+version\s*=\s*(?:"[^"<>]*"|'[^'<>]*')[^<>]*?\?>|<\?(?![Xx][Mm][Ll][\s?])[^\s?][^]*?\?>|<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\/?[^\s!?/](?:[^<>"']|"[^<"]*"|'[^<']*')*>/y;

/** What xml2js hands over with the keys below, which no element or attribute can be called. */
interface RawElement {
  '#name': string;
  '#text'?: string;
  '#attr'?: Record<string, { uri: string; local: string; value: string }>;
  '#attrns'?: { uri: string; local: string };
  '#kids'?: RawElement[];
}

/** The parts of the sax parser under xml2js that are used here. */
interface Sax {
  ENTITIES: Record<string, string>;
  onerror: (error: Error) => void;
  onopentag: (node: unknown) => void;
  onclosetag: (name: string) => void;
  onattribute: (attribute: { uri: string; local: string }) => void;
  onopencdata: () => void;
  onopennamespace: () => void;
  onclosenamespace: () => void;
  entity: string;
  ns: Record<string, string>;
  line: number;
  column: number;
}

const XML_ENTITIES = Object.assign(Object.create(null) as Record<string, string>, {
  amp: '&',
  gt: '>',
  lt: '<',
  quot: '"',
  apos: "'",
});

const XML_PREFIXES = { xml: 'http://www.w3.org/XML/1998/namespace', xmlns: 'http://www.w3.org/2000/xmlns/' };

/**
 * Reads a document, strictly: well-formed, with bound prefixes, without a DOCTYPE, entities but XML's own, or more
 * than 32 levels (WIRE.md section 3). Nothing outside the text is ever opened.
 *
 * @throws SerializationError that says what is wrong, and where the parser knows it.
 */
export function readXml(text: string): XmlElement {
  const control = CONTROL.exec(text);
  if (control) throw new SerializationError('The body contains a character that is not allowed in XML.');
  refuseStray(text);
  const sax = (parser as unknown as { saxParser: Sax }).saxParser;
  restrict(sax);
  let root: unknown;
  try {
    // A parser must not see CR: XML reads CRLF and CR as LF, and sax does not.
    parser.parseString(text.replace(/\r\n?/g, '\n'), (error, result: unknown) => {
      if (error) throw error;
      root = result;
    });
  } catch (error) {
    parser = newParser(); // this one may have stopped anywhere
    throw error instanceof SerializationError ? error : unreadable(error as Error, sax);
  }
  if (typeof root !== 'object' || root === null) throw new SerializationError('The body is not an XML document.');
  return toElement(root as RawElement);
}

const newParser = (): Parser =>
  new Parser({
    xmlns: true,
    explicitRoot: false,
    explicitChildren: true,
    preserveChildrenOrder: true,
    charsAsChildren: true,
    includeWhiteChars: true,
    attrkey: '#attr',
    charkey: '#text',
    childkey: '#kids',
  });

/** Makes itself ready for the next document, with a new sax parser, at the end of each. */
let parser = newParser();

/** Closes what sax leaves open. */
function restrict(sax: Sax): void {
  // sax looks an entity up in lower case too, but &AMP; is none of XML's, nor &#X41; a number.
  sax.ENTITIES = new Proxy(XML_ENTITIES, {
    get: (known, name) => {
      if (sax.entity.startsWith('#X')) throw new Error('Invalid character entity');
      return name === sax.entity ? known[sax.entity] : undefined;
    },
  });
  // sax would take `toString:` for a bound prefix.
  sax.ns = Object.assign(Object.create(null) as Record<string, string>, XML_PREFIXES);
  let depth = 0;
  let closed = false;
  const { onopentag, onclosetag } = sax;
  sax.onerror = (error) => {
    throw error;
  };
  let namespaces = 0;
  sax.onopennamespace = () => {
    if (++namespaces > MAX_NAMESPACES) {
      throw new SerializationError(`The body has more than ${MAX_NAMESPACES} namespaces in scope at once.`);
    }
  };
  sax.onclosenamespace = () => {
    namespaces--;
  };
  const attributes = new Set<string>();
  sax.onattribute = ({ uri, local }) => {
    const name = `${uri} ${local}`;
    if (attributes.has(name)) throw new Error(`Attribute ${JSON.stringify(local)} comes twice`);
    attributes.add(name);
  };
  sax.onopencdata = () => {
    if (depth === 0) throw new SerializationError('The body has text outside its root element.');
  };
  sax.onopentag = (node) => {
    attributes.clear();
    if (closed) throw new SerializationError('The body has a second root element.');
    if (++depth > MAX_DEPTH) throw new SerializationError(`The body is nested more than ${MAX_DEPTH} levels deep.`);
    onopentag(node);
  };
  sax.onclosetag = (name) => {
    if (--depth === 0) closed = true;
    onclosetag(name);
  };
}

/**
 * Refuses what sax lets by: `]]>` in text, `<` in the value of an attribute, and declarations. Before sax sees them, for
 * one long declaration would take it many seconds.
 */
function refuseStray(text: string): void {
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    if (PART.test(text)) continue;
    const [stray = ''] = /^(?:<!DOCTYPE|<\?xml|\]\]>|<)/i.exec(text.slice(at, at + 9)) ?? [];
    if (stray.startsWith('<!')) throw new SerializationError('A DOCTYPE is not allowed.');
    const lines = text.slice(0, at).split('\n');
    throw unreadable(new Error(stray === '<' ? 'Broken markup' : `${stray} stands where it may not`), {
      line: lines.length - 1,
      column: lines.at(-1)?.length ?? 0,
    });
  }
}

function unreadable(error: Error, { line, column }: Pick<Sax, 'line' | 'column'>): SerializationError {
  const reason = error.message.split('\n', 1)[0]?.replace(/\.$/, '');
  return new SerializationError(`The body is not well-formed XML: ${reason} (line ${line + 1}, column ${column + 1}).`);
}

function toElement(raw: RawElement): XmlElement {
  const attributes = Object.values(raw['#attr'] ?? {});
  const nil = attributes.find(({ uri, local }) => uri === INSTANCE && local === 'nil')?.value.trim();
  return {
    name: raw['#attrns']?.local ?? '',
    namespace: raw['#attrns']?.uri ?? '',
    isNil: nil === 'true' || nil === '1',
    children: (raw['#kids'] ?? []).map((kid) => (kid['#name'] === '__text__' ? (kid['#text'] ?? '') : toElement(kid))),
  };
}
