import type { ContractClass } from '../common/contract/data-contract.js';
import type { Codec } from '../content/codecs/codec.js';
import type { ContentObject, ReferenceObject, SchemaObject } from './openapi-types.js';

/**
 * A body in each of some formats, under each format's own media type, with an example as its codec writes it.
 *
 * @param shape The schema of the value.
 */
export function contentOf(
  value: object,
  type: ContractClass,
  shape: ReferenceObject,
  formats: readonly Codec[],
): ContentObject {
  const contents = formats.map((format) => {
    const [mediaType = ''] = format.mediaTypes;
    const example = format.name === 'json' ? value : format.write(value, type);
    return [mediaType, { schema: schemaIn(format, mediaType, shape), example }] as const;
  });
  return Object.fromEntries(contents);
}

/**
 * The schema of a body in one media type. XML has its shape, and is text to clients that know no XML, as its examples
 * are; what is only written, line by line, has no shape that a JSON Schema could tell.
 */
export function schemaIn(format: Codec, mediaType: string, shape: ReferenceObject): SchemaObject | ReferenceObject {
  if (format.name === 'json') return shape;
  const text = { type: 'string', contentMediaType: mediaType };
  return format.read ? { anyOf: [shape, text] } : text;
}
