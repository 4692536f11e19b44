import { h } from '../dom.js';
import { fieldOf, formOf } from '../form.js';
import { accountField } from './account-field.js';
import { addressOf } from './address.js';
import { isDay } from './format.js';
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
  const purpose = fieldOf({
    label: 'Purpose',
    name: 'PurposeFilter',
    input: h('input', { maxlength: 200 }),
    hint: 'A part of it',
  });
  const from = dayField({ label: 'Created from', name: 'StartDate', hint: 'The first day' });
  const to = dayField({ label: 'Created to', name: 'EndDate', hint: 'The last day' });
  const options = Object.entries(ORDERS).map(([value, { label }]) => h('option', { value }, label));
  const order = fieldOf({
    label: 'Order',
    name: 'SortField',
    input: h('select', {}, options),
    hint: 'Others than by date need an account or IDs',
  });
  const allow = () => {
    const isFiltered = account.input.value.trim() !== '' || ids.input.value.trim() !== '';
    for (const option of options) option.disabled = ORDERS[option.value].needsFilter === true && !isFiltered;
  };
  const send = async () => {
    const query = {
      account: await account.read(),
      purpose: purpose.input.value,
      from: from.input.value,
      to: to.input.value,
      ids: ids.input.value.trim(),
    };
    onFilter({
      ...query,
      order: order.input.value === 'newest' ? undefined : orderNameOf({ ...query, order: order.input.value }),
    });
  };
  const form = formOf({
    name: 'Filter',
    fields: [account, purpose, from, to, ids, order],
    submit: 'Show',
    busy: 'Looking up the account',
    send,
    extra: h('a', { class: 'button', href: addressOf(['sessions']) }, 'Clear'),
  });
  form.classList.add('filter');
  form.addEventListener('input', allow);
  const write = (query) => {
    for (const [name, { input }] of Object.entries({ purpose, ids })) input.value = query[name] ?? '';
    for (const [name, { input }] of Object.entries({ from, to }))
      input.value = isDay(query[name] ?? '') ? query[name] : '';
    order.input.value = orderNameOf(query);
    void account.write(query.account ?? '').then(allow);
    allow();
  };
  return { node: form, write };
}

const dayField = (options) => fieldOf({ ...options, input: h('input', { type: 'date' }) });
