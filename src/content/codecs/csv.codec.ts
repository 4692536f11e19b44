import { stringify } from 'csv-stringify/sync';
import { contractOf, type ContractClass, type Member } from '../../common/contract/data-contract.js';
import { type Codec, withCharset } from './codec.js';
import { toJson } from './json.codec.js';
import { listRowsOf } from './list-rows.js';

/** What a spreadsheet would run (OWASP, CSV injection), and what it looks like once it is made harmless. */
const FORMULA = /^[=+\-@\t\r]/;
const HARMLESS = /^'[=+\-@\t\r]/;

/** CSV (RFC 4180) with a header row of .NET's names, as a file to download (WIRE.md section 4). */
export const csvCodec: Codec = {
  name: 'csv',
  mediaTypes: ['text/csv'],
  contentType: withCharset,
  headers: (operation) => ({ 'content-disposition': `attachment; filename="${operation}.csv"` }),
  write: (value, type) => {
    const { rows, of } = listRowsOf(value, type);
    return header(of) + lines(rows, of);
  },
  list: (type) => {
    const { of } = listRowsOf({}, type);
    return { head: header(of), between: '', items: (items) => lines(items, of), tail: () => '' };
  },
};

const header = (of: ContractClass): string => csv([contractOf(of).members.map(({ wireName }) => wireName)]);

const lines = (rows: readonly object[], of: ContractClass): string =>
  csv(rows.map((row) => contractOf(of).members.map((member) => cellOf(row as Record<string, unknown>, member))));

const csv = (cells: string[][]): string => stringify(cells, { record_delimiter: '\r\n', quoted_match: HARMLESS });

/** A member as text: nothing for null, JSON for what is not flat. */
function cellOf(row: Record<string, unknown>, { name, type }: Member): string {
  const value = toJson(row[name], type);
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return FORMULA.test(value) ? `'${value}` : value;
}
