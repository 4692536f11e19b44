import { type Codec, withCharset } from './codec.js';
import { toJson } from './json.codec.js';
import { rowsOf } from './rows.js';

/** JSON Lines: one object a line (WIRE.md section 4). */
export const jsonlCodec: Codec = {
  name: 'jsonl',
  mediaTypes: ['application/jsonl', 'text/jsonl', 'application/x-ndjson'],
  contentType: withCharset,
  write: (value, type) => {
    const { rows, of } = rowsOf(value, type);
    return rows.map((row) => `${JSON.stringify(toJson(row, of))}\n`).join('');
  },
};
