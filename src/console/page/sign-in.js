import { call } from './api.js';
import { fill, h } from './dom.js';
import { fieldOf, FieldError, formOf } from './form.js';

/**
 * Shows the form to sign in.
 *
 * @param notice Why the user has to sign in again; empty at first.
 * @param onSignedIn Gets who is signed in.
 */
export function showSignIn(root, notice, onSignedIn) {
  document.title = 'Sign in · voice-api console';
  const userName = fieldOf({
    label: 'User name',
    name: 'UserName',
    input: h('input', { name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' }),
  });
  const password = fieldOf({
    label: 'Password',
    name: 'Password',
    input: h('input', { name: 'password', type: 'password', autocomplete: 'current-password' }),
  });
  const remember = h('input', { type: 'checkbox', name: 'remember' });
  const send = async () => {
    for (const [field, name] of [
      [userName, 'UserName'],
      [password, 'Password'],
    ]) {
      if (field.input.value === '') throw new FieldError(name, 'Fill this in.');
    }
    const body = {
      provider: 'credentials',
      userName: userName.input.value,
      password: password.input.value,
      rememberMe: remember.checked,
    };
    onSignedIn((await call('POST', 'auth/credentials', { body })).value);
  };
  const rememberField = { node: h('label', { class: 'check' }, remember, 'Stay signed in for 30 days') };
  const form = formOf({
    name: 'Sign in',
    fields: [userName, password, { ...rememberField, showError: () => {}, showErrorsOf: () => false }],
    submit: 'Sign in',
    busy: 'Signing in',
    send,
    explain: explainSignIn,
  });
  fill(
    root,
    h(
      'main',
      { class: 'card' },
      h('p', { class: 'brand' }, 'voice-api'),
      h('h1', {}, 'Sign in to the console'),
      notice !== '' && h('p', { class: 'notice', role: 'status' }, notice),
      form,
    ),
  );
  userName.input.focus();
}

function explainSignIn({ status }) {
  if (status !== 401) return undefined;
  return {
    advice:
      'Check the user name and the password. An operator can set a new password with the admin command: user set-password.',
  };
}
