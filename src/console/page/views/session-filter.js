import { h } from '../dom.js';
import { fieldOf, formOf } from '../form.js';
import { accountField } from './account-field.js';
import { addressOf } from './address.js';
import { orderNameOf, ORDERS } from './session-orders.js';

/**
 * The form above the list of sessions.
 *
 * @param onFilter Gets the query of the filter.
 * @returns The form, and `write`, which shows a query.
 */
export function sessionFilter(onFilter) {
  const account = accountField({ label: 'Account', name: 'AccountIds' });
  const ids = fieldOf({
    label: 'Session IDs',
    name: 'SpecificIds',
    input: h('input', { spellcheck: 'false' }),
    hint: 'Separated by commas',
  });
  const options = Object.entries(ORDERS).map(([value, { label }]) => h('option', { value }, label));
  const order = fieldOf({
    label: 'Order',
    name: 'SortField',
    input: h('select', {}, options),
    hint: 'By other than date: with a filter',
  });
  const allow = () => {
    const isFiltered = account.input.value.trim() !== '' || ids.input.value.trim() !== '';
    for (const option of options) option.disabled = ORDERS[option.value].needsFilter === true && !isFiltered;
  };
  const send = async () => {
    const query = { account: await account.read(), ids: ids.input.value.trim() };
    onFilter({
      ...query,
      order: order.input.value === 'newest' ? undefined : orderNameOf({ ...query, order: order.input.value }),
    });
  };
  const form = formOf({
    name: 'Filter',
    fields: [account, ids, order],
    submit: 'Show',
    busy: 'Looking up the account',
    send,
    extra: h('a', { class: 'button', href: addressOf(['sessions']) }, 'Clear'),
  });
  form.classList.add('filter');
  form.addEventListener('input', allow);
  form.append(h('p', { class: 'quiet hint' }, 'The API has no filter by purpose or date.'));
  const write = (query) => {
    ids.input.value = query.ids ?? '';
    order.input.value = orderNameOf(query);
    void account.write(query.account ?? '').then(allow);
    allow();
  };
  return { node: form, write };
}
