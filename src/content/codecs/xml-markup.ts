import { Builder } from 'xml2js';
import xmlbuilder from 'xmlbuilder';

/** An element in the form that xml2js's builder takes: attributes in `$`, then text in `_` or children by tag. */
export interface XmlNode {
  $?: Record<string, string>;
  _?: string;
  [tag: string]: unknown;
}

/** What stands around the content of an element. */
export interface Markup {
  /** The whole element, if it has no content: `<X />`. */
  readonly empty: string;
  readonly start: string;
  readonly end: string;
}

/** The part of xmlbuilder, which xml2js writes with, that its type declarations leave out. */
interface XmlBuilder {
  stringWriter(options: { spaceBeforeSlash: string }): {
    element: (this: unknown, node: { children: unknown[] }, options: { allowEmpty: boolean }, level: number) => string;
  };
  create(root: string): { readonly stringify: { readonly text: (value: string) => string } };
}

const xmlBuilder = xmlbuilder as unknown as XmlBuilder;
const builder = newBuilder();
const { stringify } = xmlBuilder.create('text');

/** Writes an element with xml2js. */
export const buildElement = (tag: string, node: XmlNode): string => builder.buildObject({ [tag]: node });

/** Returns what xml2js writes around the content of an element. */
export function markupOf(tag: string, attributes: Record<string, string>): Markup {
  const element = buildElement(tag, { $: attributes, _: '' });
  const end = element.lastIndexOf('</');
  return {
    empty: buildElement(tag, { $: attributes }),
    start: element.slice(0, end),
    end: element.slice(end),
  };
}

/** Every character that xmlbuilder escapes, rejects, or must see together with the next one. */
const NOT_PLAIN = /[^\t\n\u0020-%'-;=?-\ud7ff\ue000-\ufffd]/;

/**
 * Returns a text as xml2js writes it in an element.
 *
 * @throws Error if XML cannot contain it.
 */
export const escapeText = (text: string): string => (NOT_PLAIN.test(text) ? stringify.text(text) : text);

/** An xml2js builder that ends elements as .NET does: `<X />` without content, `<X></X>` for an empty string. */
function newBuilder(): Builder {
  const writer = xmlBuilder.stringWriter({ spaceBeforeSlash: ' ' });
  const { element } = writer;
  writer.element = function (node, options, level) {
    options.allowEmpty = node.children.length > 0;
    return element.call(this, node, options, level);
  };
  return new Builder({ headless: true, renderOpts: writer as never });
}
