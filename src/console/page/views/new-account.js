import { call } from '../api.js';
import { h } from '../dom.js';
import { fieldOf, formOf } from '../form.js';
import { accountField } from './account-field.js';
import { addressOf, goTo } from './address.js';

/** The form for a new account. */
export function newAccountView({ query }) {
  const name = fieldOf({
    label: 'Name',
    name: 'Name',
    input: h('input', { autocomplete: 'off' }),
    hint: 'Up to 200 characters; no other account may have it',
  });
  const parent = accountField({ label: 'Parent account', name: 'ParentAccountId', hint: 'Name or ID; optional' });
  const send = async (key) => {
    const body = { name: name.input.value, parentAccountId: (await parent.read()) || undefined };
    const { value } = await call('POST', 'accounts', { body, key });
    goTo(['accounts', value.id]);
  };
  const form = formOf({
    name: 'New account',
    fields: [name, parent],
    submit: 'Create account',
    busy: 'Creating the account',
    send,
    explain: ({ status }) => (status === 409 ? { advice: 'Choose another name.' } : undefined),
    extra: h('a', { class: 'button', href: addressOf(['accounts']) }, 'Cancel'),
  });
  void parent.write(query.parent ?? '');
  return { title: 'New account', node: h('section', { class: 'narrow' }, h('h1', {}, 'New account'), form) };
}
