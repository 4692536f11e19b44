import { call } from '../api.js';
import { announce, fill, focusOn, h } from '../dom.js';
import { addressOf, goTo } from './address.js';
import { count, startOfDay } from './format.js';
import { liveCount } from './live-count.js';
import { loader } from './loading.js';
import { sessionFilter } from './session-filter.js';
import { orderOf } from './session-orders.js';
import { sessionsTable } from './sessions-table.js';

const PAGE_SIZE = 25;

/** The list of sessions, a page at a time. */
export function sessionsView({ query: first }) {
  const results = h('section', { 'aria-label': 'Sessions found' });
  const counted = h('div', { class: 'counted' });
  const filter = sessionFilter((query) => {
    if (addressOf(['sessions'], query) === location.hash) void list.start(query);
    else goTo(['sessions'], query);
  });
  let counter;
  const list = loader({
    place: results,
    label: 'Loading sessions',
    load: (signal, query) => call('GET', 'ai/sessions', { query: apiQueryOf(query), signal }),
    show: ({ value, next }, query) => {
      fill(results, value.items.length === 0 ? emptyText(query) : sessionsTable(value.items), pagerOf(query, next));
      announce(`${count(value.items.length, 'session')} on this page`);
      if (query !== first) focusOn(results);
    },
    // The days of an address are those of another zone elsewhere, and a cursor is valid for its own filter alone.
    actions: ({ fields }, query) => (fields?.some(({ fieldName }) => fieldName === 'Cursor') ? [firstPage(query)] : []),
  });
  const countAgain = (query) => {
    counter?.stop();
    const reload = h(
      'button',
      { type: 'button', onclick: () => (countAgain(query), list.start(query)) },
      'Show the changes',
    );
    const onChange = () => reload.isConnected || counted.append(reload);
    counter = liveCount({ path: 'ai/sessions', query: filterOf(query), noun: 'session', onChange });
    fill(counted, counter.node);
  };
  const update = (query) => {
    filter.write(query);
    countAgain(query);
    void list.start(query);
  };
  update(first);
  const create = h('a', { class: 'button primary', href: addressOf(['sessions', 'new']) }, 'New session');
  const heading = h('div', { class: 'heading' }, h('h1', {}, 'Sessions'), create);
  return {
    title: 'Sessions',
    node: h('div', {}, heading, filter.node, counted, results),
    update,
    close: () => {
      counter?.stop();
      list.stop();
    },
  };
}

const filterOf = ({ account, purpose, from, to, ids }) => ({
  accountIds: account && [account],
  purposeFilter: purpose,
  startDate: from && startOfDay(from),
  endDate: to && startOfDay(to, 1),
  specificIds: ids?.split(/[\s,]+/).filter(Boolean),
});

const apiQueryOf = (query) => ({
  ...filterOf(query),
  ...orderOf(query),
  countPerPage: PAGE_SIZE,
  simplifiedPaging: true, // the number is counted aside, so that the page does not wait for it
  cursor: query.cursor,
  page: query.page,
});

function emptyText({ cursor, ...query }) {
  if (Object.values(filterOf(query)).some((value) => value?.length > 0))
    return h('p', { class: 'empty' }, 'No session matches. Change the filter, or clear it.');
  if (cursor) return h('p', { class: 'empty' }, 'There are no more sessions.');
  return h('p', { class: 'empty' }, 'There are no sessions yet. Create the first one.');
}

function firstPage(query) {
  const address = addressOf(['sessions'], { ...query, cursor: undefined, page: undefined });
  return h('a', { class: 'button', href: address }, 'First page');
}

function pagerOf(query, next) {
  const { cursor, page, ...filter } = query;
  const isFirst = cursor === undefined && page === undefined;
  const nextQuery = next && { ...filter, cursor: next.cursor, page: next.cursor ? undefined : next.page };
  return h(
    'nav',
    { class: 'pager', 'aria-label': 'Pages' },
    !isFirst && firstPage(query),
    nextQuery && h('a', { class: 'button', rel: 'next', href: addressOf(['sessions'], nextQuery) }, 'Next page'),
  );
}
