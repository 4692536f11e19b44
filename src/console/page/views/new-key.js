import { call } from '../api.js';
import { adviseIfDone } from '../failure.js';
import { focusOn, h } from '../dom.js';
import { fieldOf, formOf } from '../form.js';
import { copyable } from '../copyable.js';
import { addressOf } from './address.js';
import { dayIn, startOfDay } from './format.js';
import { userNameField } from './user-name-field.js';

const DEFAULT_DAYS = 90;

/** The form for a new API key, which is then shown once. */
export function newKeyView({ query }) {
  const user = userNameField({ label: 'User', hint: 'The key calls in the name of this user, with the user’s roles' });
  const name = fieldOf({
    label: 'Name',
    name: 'Name',
    input: h('input', { autocomplete: 'off' }),
    hint: 'What the key is for, up to 200 characters',
  });
  const expiry = fieldOf({
    label: 'Refused from',
    name: 'DateExpires',
    input: h('input', { type: 'date' }),
    hint: 'Empty: the key does not expire',
  });
  user.input.value = query.user ?? '';
  expiry.input.value = dayIn(DEFAULT_DAYS);
  const all = () => addressOf(['access'], { user: query.user });
  const send = async () => {
    const body = {
      userName: user.input.value.trim(),
      name: name.input.value,
      dateExpires: expiry.input.value === '' ? undefined : startOfDay(expiry.input.value),
    };
    const { value } = await call('POST', 'auth/keys', { body });
    const shown = createdKey(value);
    form.replaceWith(shown);
    focusOn(shown);
  };
  const form = formOf({
    name: 'New API key',
    fields: [user, name, expiry],
    submit: 'Create key',
    busy: 'Creating the key',
    send,
    explain: explainCreation,
    extra: h('a', { class: 'button', href: all() }, 'Cancel'),
  });
  return { title: 'New API key', node: h('section', { class: 'narrow' }, h('h1', {}, 'New API key'), form) };
}

function createdKey({ key, prefix, userName }) {
  return h(
    'div',
    { 'aria-label': 'The new key', role: 'group' },
    h(
      'p',
      { class: 'notice' },
      h('strong', {}, 'Copy this key now. It cannot be shown again: only its hash is stored.'),
    ),
    copyable(key, 'The key'),
    h('p', { class: 'hint quiet' }, `In lists it is ${prefix}…, a key of ${userName}.`),
    h(
      'div',
      { class: 'buttons' },
      h('a', { class: 'button', href: addressOf(['access'], { user: userName }) }, 'Done'),
    ),
  );
}

/** Without an answer, nobody has the key that may have been created. */
const explainCreation = adviseIfDone(
  'The key may have been created, but nobody has it. Look in the list: revoke it there, then try again.',
);
