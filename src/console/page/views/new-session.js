import { call } from '../api.js';
import { h } from '../dom.js';
import { fieldOf, formOf } from '../form.js';
import { accountField } from './account-field.js';
import { addressOf, goTo } from './address.js';

/** The form for a new session. */
export function newSessionView({ query }) {
  const account = accountField({ label: 'Account', name: 'AccountId', hint: 'Name or ID; optional' });
  const purpose = fieldOf({
    label: 'Purpose',
    name: 'Purpose',
    input: h('textarea', { rows: '4' }),
    hint: 'What the AI is to do; up to 4,000 characters; optional',
  });
  const send = async (key) => {
    const body = { accountId: (await account.read()) || undefined, purpose: purpose.input.value || undefined };
    const { value } = await call('POST', 'ai/sessions', { body, key });
    goTo(['sessions', value.id]);
  };
  const form = formOf({
    name: 'New session',
    fields: [account, purpose],
    submit: 'Create session',
    busy: 'Creating the session',
    send,
    extra: h('a', { class: 'button', href: addressOf(['sessions']) }, 'Cancel'),
  });
  void account.write(query.account ?? '');
  return { title: 'New session', node: h('section', { class: 'narrow' }, h('h1', {}, 'New session'), form) };
}
