import { h } from '../dom.js';
import { fieldOf, formOf } from '../form.js';
import { accountField } from './account-field.js';

/**
 * The form for the name and the parent of an account.
 *
 * @param options.send Gets the members, and an idempotency key.
 * @returns The form; `write`, which shows an account; and `writeUnedited`, which keeps what the user has typed.
 */
export function accountForm({ send, explain }) {
  const name = fieldOf({ label: 'Name', name: 'Name', input: h('input', { autocomplete: 'off' }) });
  const parent = accountField({ label: 'Parent account', name: 'ParentAccountId', hint: 'Name or ID. Empty: none' });
  const sendFields = async (key) =>
    send({ name: name.input.value, parentAccountId: (await parent.read()) || null }, key);
  const explained = (error) =>
    explain(error) ?? (error.status === 409 ? { advice: 'Choose another name or another parent.' } : undefined);
  const node = formOf({
    name: 'Name and parent',
    fields: [name, parent],
    submit: 'Save account',
    busy: 'Saving the account',
    send: sendFields,
    explain: explained,
  });
  let read = '';
  const writeUnedited = (account) => {
    if (name.input.value === read) name.input.value = account.name;
    read = account.name;
    if (!parent.isEdited()) void parent.write(account.parentAccountId ?? '');
  };
  const write = (account) => {
    name.input.value = read = account.name;
    void parent.write(account.parentAccountId ?? '');
  };
  return { node, write, writeUnedited };
}
