import { h } from '../dom.js';

/**
 * A table, whose rows become cards on a narrow screen. The roles stay where style sheets change what a cell is displayed as.
 *
 * @param columns From the header of each column to the cell of an item.
 */
export function tableOf({ label, columns, items }) {
  const names = Object.keys(columns);
  const head = names.map((name) => h('th', { scope: 'col', role: 'columnheader' }, name));
  const rows = items.map((item) =>
    h(
      'tr',
      { role: 'row' },
      names.map((name) => h('td', { role: 'cell', 'data-label': name }, columns[name](item))),
    ),
  );
  return h(
    'table',
    { role: 'table', 'aria-label': label },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, head)),
    h('tbody', { role: 'rowgroup' }, rows),
  );
}
