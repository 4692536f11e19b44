import type { ContractClass } from '../../common/contract/data-contract.js';
import { type Codec, withCharset } from './codec.js';
import { toJson } from './json.codec.js';
import { listRowsOf } from './list-rows.js';

/** JSON Lines: one compact object a line (WIRE.md section 4). */
export const jsonlCodec: Codec = {
  name: 'jsonl',
  mediaTypes: ['application/jsonl', 'text/jsonl', 'application/x-ndjson'],
  contentType: withCharset,
  write: (value, type) => {
    const { rows, itemType } = listRowsOf(value, type);
    return lines(rows, itemType);
  },
  list: (type) => ({
    header: '',
    separator: '',
    items: (items) => lines(items, listRowsOf({}, type).itemType),
    footer: () => '',
  }),
};

const lines = (rows: readonly object[], itemType: ContractClass): string =>
  rows.map((row) => `${escapeLineEnds(JSON.stringify(toJson(row, itemType)))}\n`).join('');

/** Escapes the characters besides LF and CR at which some readers end a line, Python's `splitlines` among them. */
const escapeLineEnds = (json: string): string =>
  json.replace(/[\u0085\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`);
