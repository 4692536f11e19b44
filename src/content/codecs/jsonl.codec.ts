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
  rows.map((row) => `${JSON.stringify(toJson(row, itemType))}\n`).join('');
