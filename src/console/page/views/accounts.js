import { announce, fill, h } from '../dom.js';
import { fieldOf, formOf } from '../form.js';
import { accountTree } from './account-tree.js';
import { AccountPages } from './account-pages.js';
import { addressOf, goTo } from './address.js';
import { count } from './format.js';
import { liveCount } from './live-count.js';
import { loader } from './loading.js';

/** An address must not make the page read everything; the button for more goes on from there. */
const MAX_FIRST_PAGES = 20;

/** The tree of accounts, a page at a time. */
export function accountsView({ query: first }) {
  const results = h('section', { 'aria-label': 'Accounts found' });
  const counted = h('div', { class: 'counted' });
  const name = fieldOf({
    label: 'Name',
    name: 'NameFilter',
    input: h('input', { type: 'search', spellcheck: 'false' }),
    hint: 'A part of it',
  });
  const filter = formOf({
    name: 'Filter',
    fields: [name],
    submit: 'Show',
    busy: 'Loading accounts',
    send: async () => goTo(['accounts'], { name: name.input.value.trim() }),
    extra: h('a', { class: 'button', href: addressOf(['accounts']) }, 'Clear'),
  });
  filter.classList.add('filter');
  let counter;
  let pages;
  const list = loader({
    place: results,
    label: 'Loading accounts',
    load: (signal, wanted) => pages.readUntil(wanted, signal),
    show: (_, wanted) => {
      fill(results, treeOf(pages), pages.next && moreButton(wanted + 1));
      announce(`${count(pages.matches.size, 'account')} shown`);
    },
  });
  const moreButton = (wanted) => {
    const show = async () => {
      // The address says how many pages are open, for coming back; it is no step of its own.
      history.replaceState(null, '', addressOf(['accounts'], { name: pages.name, pages: wanted }));
      await list.start(wanted);
      results.querySelector('.more')?.focus();
    };
    return h('button', { type: 'button', class: 'more', onclick: show }, 'More accounts');
  };
  const update = (query) => {
    name.input.value = query.name ?? '';
    counter?.stop();
    counter = liveCount({ path: 'accounts', query: { nameFilter: query.name }, noun: 'account', onChange: () => {} });
    fill(counted, counter.node);
    pages = new AccountPages(query.name);
    void list.start(Math.min(MAX_FIRST_PAGES, Math.max(1, Number.parseInt(query.pages ?? '1', 10) || 1)));
  };
  update(first);
  const create = h('a', { class: 'button primary', href: addressOf(['accounts', 'new']) }, 'New account');
  const heading = h('div', { class: 'heading' }, h('h1', {}, 'Accounts'), create);
  return {
    title: 'Accounts',
    node: h('div', {}, heading, filter, counted, results),
    update,
    close: () => {
      counter.stop();
      list.stop();
    },
  };
}

function treeOf(pages) {
  if (pages.accounts.size > 0) return accountTree(pages);
  return h(
    'p',
    { class: 'empty' },
    pages.name
      ? 'No account has this in its name. Change the filter, or clear it.'
      : 'There are no accounts yet. Create the first one.',
  );
}
