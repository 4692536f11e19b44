/** The sign-in form: a user name and a password, or a key or token. */

import { element } from '../element.js';
import { signInWithKey, signInWithPassword } from './identity.js';

/** The user name that the service suggests outside production. */
export const suggestedUserName = document.body.dataset.userName;

let forms = 0;

/**
 * @param onSignedIn Called after a sign-in, with the request that was sent, for display: without the password or key.
 * @param buttons Further buttons.
 */
export function signInForm(onSignedIn, ...buttons) {
  const id = `sign-in-${++forms}`;
  const field = (name, text, properties) => [
    element('label', { for: `${id}-${name}`, textContent: text }),
    element('input', { id: `${id}-${name}`, name, autocapitalize: 'off', spellcheck: false, ...properties }),
  ];
  const problem = element('p', { role: 'alert', className: 'problem' });
  const submit = element('button', { type: 'submit', className: 'primary', textContent: 'Sign in' });
  const form = element(
    'form',
    { className: 'sign-in', method: 'dialog', noValidate: true },
    ...field('userName', 'User name', { autocomplete: 'username', value: suggestedUserName ?? '' }),
    ...field('password', 'Password', { type: 'password', autocomplete: 'current-password' }),
    element('p', { className: 'or', textContent: 'or' }),
    ...field('key', 'API key or token', { type: 'password', autocomplete: 'off' }),
    problem,
    element('div', { className: 'buttons' }, submit, ...buttons),
  );
  form.onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = '';
    submit.disabled = true;
    try {
      const request = await signIn(form.elements);
      form.reset();
      onSignedIn(request);
    } catch (error) {
      problem.textContent = error.message;
      form.elements[form.elements.key.value ? 'key' : 'password'].focus();
    } finally {
      submit.disabled = false;
    }
  };
  return form;
}

async function signIn({ userName, password, key }) {
  if (key.value && password.value) throw new Error('Enter a password or a key, not both.');
  if (key.value) {
    await signInWithKey(key.value.trim());
    return 'GET /auth/status\nAuthorization: Bearer …';
  }
  if (!userName.value || !password.value) throw new Error('Enter a user name and a password, or a key or token.');
  await signInWithPassword(userName.value, password.value);
  return `POST /auth/credentials\n\n${JSON.stringify({ userName: userName.value, password: '…' }, null, 2)}`;
}
