import type { ContractClass } from '../../common/contract/data-contract.js';
import { type Codec, withCharset } from './codec.js';
import { toJson } from './json.codec.js';
import { listRowsOf } from './list-rows.js';

/** JSON Lines: one object a line (WIRE.md section 4). */
export const jsonlCodec: Codec = {
  name: 'jsonl',
  mediaTypes: ['application/jsonl', 'text/jsonl', 'application/x-ndjson'],
  contentType: withCharset,
  write: (value, type) => {
    const { rows, of } = listRowsOf(value, type);
    return lines(rows, of);
  },
  list: (type) => ({
    head: '',
    between: '',
    items: (items) => lines(items, listRowsOf({}, type).of),
    tail: () => '',
  }),
};

const lines = (rows: readonly object[], of: ContractClass): string =>
  rows.map((row) => `${JSON.stringify(toJson(row, of))}\n`).join('');
