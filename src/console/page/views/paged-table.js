import { call } from '../api.js';
import { announce, fill, h } from '../dom.js';
import { count } from './format.js';
import { loader } from './loading.js';
import { tableOf } from './table.js';

const PAGE_SIZE = 100;

/**
 * A table of a list, a page at a time.
 *
 * @param options.noun What an item is: `user`.
 * @param options.columns As for `tableOf`.
 * @param options.empty What shows if there are none.
 * @returns `node`; `start`, which gets the query and shows the first page; and `stop`.
 */
export function pagedTable({ path, label, noun, columns, empty }) {
  const node = h('div', { class: 'paged' });
  let items = [];
  const list = loader({
    place: node,
    label: `Loading ${noun}s`,
    load: (signal, query) => call('GET', path, { query, signal }),
    show: ({ value, next }, { cursor }) => {
      items = cursor ? [...items, ...value.items] : value.items;
      const more = h('button', { type: 'button', class: 'more', onclick: () => void showMore(next) }, `More ${noun}s`);
      const table = tableOf({ label, columns, items });
      fill(node, items.length > 0 ? table : h('p', { class: 'empty' }, empty), next && more);
      announce(`${count(items.length, noun)} shown`);
    },
  });
  const showMore = async (next) => {
    await list.start(next);
    node.querySelector('.more')?.focus();
  };
  const start = (query) => list.start({ countPerPage: PAGE_SIZE, simplifiedPaging: true, ...query });
  return { node, start, stop: list.stop };
}
