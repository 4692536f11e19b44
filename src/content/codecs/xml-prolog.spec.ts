import { describe, expect, it } from '@jest/globals';
import { SerializationError } from '../../common/errors.js';
import { readXml, type XmlElement } from './xml-reader.js';

/** XML 1.0 (Fifth Edition)’s productions of the document, its prolog, and the comments and instructions in it. */
const notWellFormed: Record<string, string[]> = {
  '[1] document: exactly one root element': [
    '',
    ' ',
    '<!-- -->',
    '<?xml version="1.0"?>',
    '<a/><b/>',
    '<a></a><a></a>',
    'x',
    'x<a/>',
    '<a/>x',
    '<a/>&#32;',
    '&#32;<a/>',
    '&amp;<a/>',
    '<![CDATA[]]><a/>',
    '<a/><![CDATA[ ]]>',
  ],
  '[15] Comment': [
    '<!-- -- --><a/>',
    '<!-- ---><a/>',
    '<!---><a/>',
    '<!--><a/>',
    '<!-- <a/>',
    '<!- - --><a/>',
    '<a><!-- -- --></a>',
    '<a/><!--',
  ],
  '[16] PI': [
    '<??><a/>',
    '<? ?><a/>',
    '<? p?><a/>',
    '<?1p?><a/>',
    '<?p><a/>',
    '<?p?',
    '<?p?d?><a/>',
    '<?p??><a/>',
    '<?p\r\n?><?p?\r\n?><a/>',
    '<?p/?><a/>',
    '<a><?p</a>',
  ],
  '[17] PITarget: not xml in upper or lower case': ['<?XML version="1.0"?><a/>', '<?Xml?><a/>', '<a><?xML d?></a>'],
  '[22] prolog: the declaration comes first': [
    ' <?xml version="1.0"?><a/>',
    '\n<?xml version="1.0"?><a/>',
    '<!----><?xml version="1.0"?><a/>',
    '<?p?><?xml version="1.0"?><a/>',
    '<?xml version="1.0"?><?xml version="1.0"?><a/>',
    '<a><?xml version="1.0"?></a>',
    '<a/><?xml version="1.0"?>',
  ],
  '[23] XMLDecl': [
    '<?xml?><a/>',
    '<?xml ?><a/>',
    '<?xml foo?><a/>',
    '<?xml encoding="utf-8"?><a/>',
    '<?xml standalone="yes"?><a/>',
    '<?xml version="1.0"encoding="utf-8"?><a/>',
    '<?xml version="1.0" standalone="yes" encoding="utf-8"?><a/>',
    '<?xml version="1.0" encoding="utf-8" encoding="utf-8"?><a/>',
    '<?xml version="1.0" version="1.0"?><a/>',
    '<?xml version="1.0" foo="bar"?><a/>',
    '<?xml version="1.0"><a/>',
    '<?xml version="1.0" ? ><a/>',
    '<?xml VERSION="1.0"?><a/>',
  ],
  '[24] VersionInfo': [
    '<?xml version?><a/>',
    '<?xml version=1.0?><a/>',
    '<?xml version=""?><a/>',
    '<?xml version="1.0\'?><a/>',
    '<?xml version="1"?><a/>',
    '<?xml version="1."?><a/>',
    '<?xml version="2.0"?><a/>',
    '<?xml version=" 1.0"?><a/>',
    '<?xml version="1.0a"?><a/>',
  ],
  '[32] SDDecl': [
    '<?xml version="1.0" standalone="YES"?><a/>',
    '<?xml version="1.0" standalone=""?><a/>',
    '<?xml version="1.0" standalone=yes?><a/>',
  ],
  '[80] EncodingDecl': [
    '<?xml version="1.0" encoding=""?><a/>',
    '<?xml version="1.0" encoding="8"?><a/>',
    '<?xml version="1.0" encoding="utf 8"?><a/>',
    '<?xml version="1.0" encoding?><a/>',
  ],
};

const wellFormed: [what: string, xml: string, content: XmlElement['children']][] = [
  ['white space around the root element', '\n\t <a/> \r\n', []],
  ['the shortest declaration', '<?xml version="1.0"?><a/>', []],
  ['the longest declaration', "<?xml\tversion = '1.0' encoding='utf-8'\nstandalone='no' ?><a/>", []],
  ['a version that XML 1.0 processors must accept', '<?xml version="1.1"?><a/>', []],
  ['another encoding, because the body is decoded already', '<?xml version="1.0" encoding="utf-16"?><a/>', []],
  ['XML 1.0’s line ends in a document that claims 1.1', '<?xml version="1.1"?><a>\u0085\u2028</a>', ['\u0085\u2028']],
  ['comments everywhere', '<!----><!-- <a b=">" ]]> - --><a>1<!-- ]]> -->2</a><!--\u{10000}-->', ['1', '2']],
  ['processing instructions everywhere', '<?p?><?p d ?><a><?q ]]> <b> ?></a><?xml-s d?>', []],
  ['a question mark at the end of an instruction', '<?foo bar??><a/>', []],
  ['question marks in an instruction', '<?p ?><?p ? ?><?p ?d?><?p\r\n?\r\n???><a/>', []],
  ['instructions whose targets begin with xml', '<?xml-stylesheet d?><?xmlx?><a/>', []],
];

const rowsOf = (table: Record<string, string[]>): [rule: string, xml: string][] =>
  Object.entries(table).flatMap(([rule, documents]) => documents.map((xml): [string, string] => [rule, xml]));

describe('the well-formedness of a document', () => {
  it.each(rowsOf(notWellFormed))('follows %s: %j is rejected', (_rule, xml) => {
    const read = (): XmlElement => readXml(xml);
    expect(read).toThrow(SerializationError);
    expect(read).toThrow(/^The body is not well-formed XML: [^]+ \(line \d+, column \d+\)\.$/);
  });

  it.each(wellFormed)('allows %s', (_what, xml, content) => {
    expect(readXml(xml).children).toEqual(content);
  });
});
