import { call } from '../api.js';
import { h } from '../dom.js';
import { adviseIfDone } from '../failure.js';
import { fieldOf, formOf } from '../form.js';
import { addressOf, goTo } from './address.js';
import { passwordField } from './password-field.js';
import { userFields } from './user-fields.js';

/** The form for a new user. */
export function newUserView() {
  const name = fieldOf({
    label: 'User name',
    name: 'UserName',
    input: h('input', { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' }),
    hint: 'Up to 200 characters, without a colon; no other user may have it',
  });
  const password = passwordField('Password');
  const others = userFields();
  const send = async () => {
    const body = { userName: name.input.value, password: password.read(), ...(await others.read()) };
    const { value } = await call('POST', 'auth/users', { body });
    goTo(['access', value.id]);
  };
  const form = formOf({
    name: 'New user',
    fields: [name, password, ...others.fields],
    submit: 'Create user',
    busy: 'Creating the user',
    send,
    explain: explainCreation,
    extra: h('a', { class: 'button', href: addressOf(['access']) }, 'Cancel'),
  });
  return { title: 'New user', node: h('section', { class: 'narrow' }, h('h1', {}, 'New user'), form) };
}

const explainCreation = adviseIfDone(
  'The user may have been created. Look in the list of users. If the name is not there, try again.',
);
