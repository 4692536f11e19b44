import { describe, expect, it } from '@jest/globals';
import { SerializationError } from '../../common/errors.js';
import { readXml, type XmlElement } from './xml-reader.js';

const XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

/** The message of the error that reading throws. */
function errorOf(xml: string): string {
  try {
    readXml(xml);
  } catch (error) {
    if (error instanceof SerializationError) return error.message;
    throw error;
  }
  return `no error for ${xml}`;
}

describe('readXml', () => {
  it('resolves the namespaces of elements', () => {
    const xml = '<a xmlns="u" xmlns:p="v"><p:b xmlns="w"><c/></p:b><d xmlns=""/><e xmlns:p="x"><p:f/></e></a>';
    const namesOf = ({ name, namespace, children }: XmlElement): unknown[] => [
      `{${namespace}}${name}`,
      ...children.flatMap((child) => (typeof child === 'string' ? [] : namesOf(child))),
    ];
    expect(namesOf(readXml(xml))).toEqual(['{u}a', '{v}b', '{w}c', '{}d', '{u}e', '{x}f']);
  });

  it.each([
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE><a/>',
    '<!DOCTYPE a',
    '<?xml version="1.0"?>\r\n<!-- <!DOCTYPE --><?p <!DOCTYPE ?> <!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>',
  ])('rejects the DOCTYPE of %j', (xml) => {
    expect(errorOf(xml)).toBe('A DOCTYPE is not allowed.');
  });

  it.each(['<a><!DOCTYPE a></a>', '<a/><!DOCTYPE a>', 'x<!DOCTYPE a><a/>'])(
    'rejects the misplaced DOCTYPE of %j',
    (xml) => {
      expect(errorOf(xml)).toMatch(/not well-formed/);
    },
  );

  it.each([
    '<!--<!DOCTYPE a>--><a/>',
    '<?p <!DOCTYPE a>?><a/>',
    '<a><![CDATA[<!DOCTYPE a>]]></a>',
    '<a b="!DOCTYPE"/>',
  ])('finds no DOCTYPE in %j', (xml) => {
    expect(readXml(xml)).toHaveProperty('name', 'a');
  });

  it('accepts 32 levels and 64 namespaces in scope, and rejects more', () => {
    expect(readXml(`${'<a>'.repeat(32)}${'</a>'.repeat(32)}`).children).toHaveLength(1);
    expect(readXml(`<a>${'<b xmlns="u"/>'.repeat(100)}</a>`).children).toHaveLength(100);
    expect(errorOf('<a>'.repeat(33))).toBe('The body is nested more than 32 levels deep.');
    const declarations = Array.from({ length: 33 }, (_, n) => `xmlns:n${n}="u"`).join(' ');
    expect(errorOf(`<a ${declarations}><b ${declarations}/></a>`)).toMatch(/more than 64 namespaces in scope/);
  });

  it.each([
    ['element', '<b/>'],
    ['comment', '<!---->'],
    ['CDATA section', '<![CDATA[]]>'],
    ['processing instruction', '<?b?>'],
  ])('rejects a body with more than 1,000 of: %s', (_, node) => {
    expect(readXml(`<a>${node.repeat(999)}</a>`)).toHaveProperty('name', 'a');
    expect(errorOf(`<a>${node.repeat(1_000)}</a>`)).toMatch(/^The body has more than 1,000 elements, CDATA sections/);
  });

  it('rejects a body with more than 1,000 attributes', () => {
    const attributes = (count: number): string => Array.from({ length: count }, (_, n) => `b${n}=""`).join(' ');
    expect(readXml(`<a ${attributes(1_000)}/>`)).toHaveProperty('name', 'a');
    expect(errorOf(`<a ${attributes(1_001)}/>`)).toBe('The body has more than 1,000 attributes.');
  });

  it('reads each document as if it was the first', () => {
    const many = `<?xml version="1.0"?>\n<p:a xmlns:p="u" b="">${'<c/>'.repeat(600)}</p:a>`;
    for (const before of [many, '<a>\n<b>', `<a>${'<b/>'.repeat(1_000)}</a>`, '<a>&b;</a>', ' x<a/>']) {
      errorOf(before);
      expect(readXml(many)).toMatchObject({ name: 'a', namespace: 'u' });
      expect(errorOf('<p:a/>')).toMatch(/unbound namespace prefix.*\(line 1, /);
      expect(readXml('<a>b</a>')).toEqual({ name: 'a', namespace: '', isNil: false, children: ['b'] });
    }
  });

  it.each([
    ['<a>\n<b>\r\n</c>', 'unexpected close tag (line 3, column 4)'],
    ['<a>\r\r😀&x;</a>', 'undefined entity (line 3, column 4)'],
    ['', 'document must contain a root element (line 1, column 1)'],
    ['<a b:c=""/>', 'unbound namespace prefix: "b" (line 1, column 11)'],
  ])('says where %j goes wrong', (xml, reason) => {
    expect(errorOf(xml)).toBe(`The body is not well-formed XML: ${reason}.`);
  });

  it('quotes no long name', () => {
    expect(errorOf(`<${'a'.repeat(60_000)}:b/>`)).toBe(
      'The body is not well-formed XML: unbound namespace prefix (line 1, column 60005).',
    );
  });

  describe('the attribute nil', () => {
    it.each([
      ['true', true],
      ['1', true],
      [' \t\r\ntrue&#10;', true],
      ['false', false],
      ['0', false],
      ['  0 ', false],
    ])('reads %j as %p', (value, isNil) => {
      expect(readXml(`<a ${XSI} i:nil="${value}"/>`).isNil).toBe(isNil);
    });

    it.each(['', ' ', 'TRUE', 'True', 'yes', '01', '2', 'true false', '\u00a0true', '\ufefftrue'])(
      'rejects %j, which is not an XSD boolean',
      (value) => {
        expect(errorOf(`<a>\n<b ${XSI} i:nil="${value}"/></a>`)).toMatch(
          /^The nil attribute must be true, false, 1 or 0 \(line 2, column \d+\)\.$/,
        );
      },
    );

    it('counts by its namespace, with any prefix', () => {
      expect(readXml(`<a ${XSI.replace(':i', ':other')} other:nil="1"/>`).isNil).toBe(true);
      expect(readXml('<a nil="1"/>').isNil).toBe(false);
      expect(readXml('<a xmlns:i="u" i:nil="maybe"/>').isNil).toBe(false);
    });
  });
});
