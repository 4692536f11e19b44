import { jsonCodec } from '../content/codecs/json.codec.js';

const [JSON_TYPE = ''] = jsonCodec.mediaTypes;

/**
 * The document for generators that support one media type a body: it describes bodies in JSON only, and no choice of a
 * format. Such generators send a body without its Content-Type where it can have several, or join the types of all.
 *
 * @param document The whole document, in JSON.
 */
export const jsonOnly = (document: string): string => JSON.stringify(JSON.parse(document, keepJson));

function keepJson(name: string, value: unknown): unknown {
  if (name === 'parameters' && Array.isArray(value)) return value.filter((parameter) => !isFormat(parameter));
  if (name !== 'content' || typeof value !== 'object' || value === null || !(JSON_TYPE in value)) return value;
  return { [JSON_TYPE]: (value as Record<string, unknown>)[JSON_TYPE] };
}

const isFormat = (parameter: unknown): boolean => (parameter as { name?: unknown }).name === 'format';
