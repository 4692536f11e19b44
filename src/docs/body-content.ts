import type { ContractClass } from '../common/contract/data-contract.js';
import type { Codec } from '../content/codecs/codec.js';
import { indentXml } from '../content/codecs/indent-xml.js';
import type { ContentObject, ReferenceObject, SchemaObject } from './openapi-types.js';

/**
 * Describes a body in several formats.
 *
 * @param value The example. Each format's codec writes it, so the examples match what the service sends, except that XML is
 * indented.
 * @param schema The schema of the value.
 * @returns One entry per format, keyed by the format's first media type.
 */
export function contentOf(
  value: object,
  type: ContractClass,
  schema: ReferenceObject,
  formats: readonly Codec[],
): ContentObject {
  const entries = formats.map((format) => {
    const [mediaType = ''] = format.mediaTypes;
    const example = format.name === 'json' ? value : forReading(format, format.write(value, type));
    return [mediaType, { schema: schemaIn(format, mediaType, schema), example }] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * The schema of a body in one format. XML accepts the object's schema or plain text, because its examples are text and
 * some clients do not support XML. CSV and JSON Lines are plain text: JSON Schema cannot describe their lines.
 */
export function schemaIn(format: Codec, mediaType: string, schema: ReferenceObject): SchemaObject | ReferenceObject {
  if (format.name === 'json') return schema;
  const text = { type: 'string', contentMediaType: mediaType };
  return format.read ? { anyOf: [schema, text] } : text;
}

/** An example in a format, indented if the format is XML. White space between the elements of a request has no meaning. */
export const forReading = (format: Codec, example: string): string =>
  format.name === 'xml' ? indentXml(example) : example;
