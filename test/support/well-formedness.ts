import { describe, expect, it } from '@jest/globals';
import { SerializationError } from '../../src/common/errors.js';
import { readXml, type XmlElement } from '../../src/content/codecs/xml-reader.js';

/**
 * Tests which documents are read.
 *
 * @param notWellFormed Documents that must be rejected, by the production that they break.
 * @param wellFormed What is allowed, a document with it, and the content of its root element.
 */
export function describeWellFormedness(
  notWellFormed: Readonly<Record<string, readonly string[]>>,
  wellFormed: readonly (readonly [what: string, xml: string, content: XmlElement['children']])[],
): void {
  const rows = Object.entries(notWellFormed).flatMap(([rule, documents]) =>
    documents.map((xml) => [rule, xml] as const),
  );

  describe('the well-formedness of a document', () => {
    it.each(rows)('follows %s: %j is rejected', (_rule, xml) => {
      const read = (): XmlElement => readXml(xml);
      expect(read).toThrow(SerializationError);
      expect(read).toThrow(/^The body is not well-formed XML: [^]+ \(line \d+, column \d+\)\.$/);
    });

    it.each(wellFormed)('allows %s', (_what, xml, content) => {
      expect(readXml(xml).children).toEqual(content);
    });
  });
}
