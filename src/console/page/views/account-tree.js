import { h, newElementId } from '../dom.js';
import { addressOf } from './address.js';

/**
 * Accounts as nested lists, each below its parent.
 *
 * @param pages Accounts whose parents are there too.
 */
export function accountTree({ accounts, matches }) {
  const children = new Map();
  for (const account of accounts.values()) {
    const parent = accounts.has(account.parentAccountId) ? account.parentAccountId : undefined;
    children.set(parent, [...(children.get(parent) ?? []), account]);
  }
  const listOf = (parent, attributes = {}) =>
    h('ul', { class: 'tree', ...attributes }, (children.get(parent) ?? []).sort(byName).map(itemOf));
  const itemOf = (account) => {
    const link = h('a', { href: addressOf(['accounts', account.id]) }, account.name);
    const above = !matches.has(account.id) && h('span', { class: 'quiet' }, ' (above a match)');
    if (!children.has(account.id)) return h('li', {}, h('span', { class: 'leaf' }), link, above);
    const id = newElementId();
    const list = listOf(account.id, { id });
    return h('li', {}, toggleOf(account, list), link, above, list);
  };
  return listOf(undefined, { 'aria-label': 'Accounts' });
}

function toggleOf({ name }, list) {
  const button = h('button', {
    type: 'button',
    class: 'toggle',
    'aria-expanded': 'true',
    'aria-controls': list.id,
    'aria-label': `Below ${name}`,
  });
  button.addEventListener('click', () => {
    list.hidden = !list.hidden;
    button.setAttribute('aria-expanded', String(!list.hidden));
  });
  return button;
}

const byName = (a, b) => a.name.localeCompare(b.name);
