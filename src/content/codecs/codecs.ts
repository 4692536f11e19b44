import type { Codec } from './codec.js';
import { csvCodec } from './csv.codec.js';
import { jsonCodec } from './json.codec.js';
import { jsonlCodec } from './jsonl.codec.js';
import { xmlCodec } from './xml.codec.js';

/** Every format, in order of preference for a client that accepts several equally. */
export const codecs: readonly Codec[] = [jsonCodec, xmlCodec, csvCodec, jsonlCodec];

/** The formats that batches can have. */
export const batchCodecs: readonly Codec[] = codecs.filter(({ writeArray }) => writeArray);

/** The formats of error responses; JSON is the default. */
export const errorCodecs = [jsonCodec, xmlCodec] as const;

/** The preferred media type of each format that responses can have. */
export const writtenTypes: readonly string[] = codecs.flatMap(({ mediaTypes }) => mediaTypes.slice(0, 1));

/** The media types that request bodies can have, besides forms. */
export const readTypes: readonly string[] = codecs.flatMap(({ read, mediaTypes }) => (read ? [...mediaTypes] : []));
