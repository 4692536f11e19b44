import type { Codec } from './codec.js';
import { csvCodec } from './csv.codec.js';
import { jsonCodec } from './json.codec.js';
import { jsonlCodec } from './jsonl.codec.js';
import { xmlCodec } from './xml.codec.js';

/** Every format, in the order in which they are preferred where a client does not care. */
export const codecs: readonly Codec[] = [jsonCodec, xmlCodec, csvCodec, jsonlCodec];

/** The formats that errors are written in; JSON where nothing else fits. */
export const errorCodecs = [jsonCodec, xmlCodec] as const;

/** The media types that answers can be had in. */
export const writtenTypes: readonly string[] = codecs.flatMap(({ mediaTypes }) => mediaTypes.slice(0, 1));

/** The media types that request bodies can be sent in, besides forms. */
export const readTypes: readonly string[] = codecs.flatMap(({ read, mediaTypes }) => (read ? [...mediaTypes] : []));
