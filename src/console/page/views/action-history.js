import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { actionCard } from './action-card.js';
import { loader } from './loading.js';

const PAGE_SIZE = 25;

/** The actions of a session that were applied, newest first; read when they are opened. */
export function actionHistory(state) {
  const place = h('div');
  const list = h('ol', { class: 'actions' });
  const pages = loader({
    place,
    label: 'Loading applied actions',
    load: (signal, next) => {
      const query = { status: 'Applied', countPerPage: PAGE_SIZE, simplifiedPaging: true, ...next };
      return call('GET', `${state.path}/actions`, { query, signal });
    },
    show: ({ value: { items }, next }, previous) => {
      if (!previous) fill(list);
      list.append(...items.map((action) => actionCard(action)));
      const more = h('button', { type: 'button', onclick: () => pages.start(next) }, 'More');
      fill(
        place,
        list.children.length === 0 && h('p', {}, 'No action has been applied.'),
        list,
        next !== undefined && more,
      );
    },
  });
  const node = h('details', { class: 'history' }, h('summary', {}, 'Applied actions'), place);
  node.addEventListener('toggle', () => node.open && void pages.start());
  return { node, reload: () => node.open && void pages.start() };
}
