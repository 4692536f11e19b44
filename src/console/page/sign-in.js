import { call } from './api.js';
import { fill, h, newElementId } from './dom.js';
import { fieldOf, FieldError, formOf } from './form.js';

/**
 * Shows the form to sign in.
 *
 * @param notice What has happened; empty at first.
 * @param onSignedIn Gets who is signed in.
 */
export function showSignIn(root, notice, onSignedIn) {
  document.title = 'Sign in · voice-api console';
  const { node, first } = signInForm(onSignedIn);
  fill(
    root,
    h(
      'main',
      { class: 'card' },
      h('p', { class: 'brand' }, 'voice-api'),
      h('h1', {}, 'Sign in to the console'),
      notice !== '' && h('p', { class: 'notice', role: 'status' }, notice),
      node,
    ),
  );
  first.focus();
}

/**
 * Asks to sign in again, above the view, which keeps what was typed.
 *
 * @param onSignedIn Gets who is signed in.
 * @param onClose Called when the dialog is closed, by signing in or without it.
 */
export function askToSignInAgain(root, { onSignedIn, onClose }) {
  const titleId = newElementId();
  const signedIn = (user) => {
    dialog.close();
    onSignedIn(user);
  };
  const cancel = h('button', { type: 'button', onclick: () => dialog.close() }, 'Not now');
  const { node, first } = signInForm(signedIn, cancel);
  const dialog = h(
    'dialog',
    { 'aria-labelledby': titleId },
    h('h2', { id: titleId }, 'Your sign-in has ended'),
    h('p', {}, 'Nothing was changed. Sign in again, then repeat it: what you typed stays.'),
    node,
  );
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose();
  });
  root.append(dialog);
  dialog.showModal();
  first.focus();
}

/**
 * @param extra Another button.
 * @returns The form, and its first field.
 */
function signInForm(onSignedIn, extra) {
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
    extra,
  });
  return { node: form, first: userName.input };
}

function explainSignIn({ status }) {
  if (status !== 401) return undefined;
  return {
    advice:
      'Check the user name and the password. An operator can set a new password with the admin command: user set-password.',
  };
}
