import { stringify } from 'csv-stringify/sync';
import { contractOf, type ContractClass, type Member } from '../../common/contract/data-contract.js';
import { type Codec, withCharset } from './codec.js';
import { toJson } from './json.codec.js';
import { listRowsOf } from './list-rows.js';

/** A cell that a spreadsheet would run as a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
/** Such a cell once it is escaped. */
const ESCAPED_FORMULA = /^'[=+\-@\t\r]/;

/** CSV (RFC 4180) with a header row of .NET's member names, sent as a download (WIRE.md section 4). */
export const csvCodec: Codec = {
  name: 'csv',
  mediaTypes: ['text/csv'],
  contentType: withCharset,
  headers: (operation) => ({ 'content-disposition': `attachment; filename="${operation}.csv"` }),
  write: (value, type) => {
    const { rows, itemType } = listRowsOf(value, type);
    const members = itemType === type ? membersOf(value, type) : listedMembers(itemType);
    return headerRow(members) + dataRows(rows, members);
  },
  list: (type) => {
    const members = listedMembers(listRowsOf({}, type).itemType);
    return {
      header: headerRow(members),
      separator: '',
      items: (items) => dataRows(items, members),
      footer: () => '',
    };
  },
};

/** The columns of a list. */
const listedMembers = (type: ContractClass): readonly Member[] =>
  contractOf(type).members.filter(({ notInLists }) => !notInLists);

/** The columns of one object: those of a list, and the other members that it has. */
const membersOf = (value: object, type: ContractClass): readonly Member[] =>
  contractOf(type).members.filter(
    ({ name, notInLists }) => !notInLists || ((value as Record<string, unknown>)[name] ?? null) !== null,
  );

const headerRow = (members: readonly Member[]): string => toCsv([members.map(({ wireName }) => wireName)]);

const dataRows = (rows: readonly object[], members: readonly Member[]): string =>
  toCsv(rows.map((row) => members.map((member) => cellOf(row as Record<string, unknown>, member))));

const toCsv = (cells: string[][]): string =>
  stringify(cells, { record_delimiter: '\r\n', quoted_match: ESCAPED_FORMULA });

/** A member as text: empty for null, JSON for a value that is not a string. */
function cellOf(row: Record<string, unknown>, { name, type }: Member): string {
  const value = toJson(row[name], type);
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return FORMULA.test(value) ? `'${value}` : value;
}
