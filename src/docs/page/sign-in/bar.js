/** The bar at the top: who is signed in, and the buttons to sign in and out. */

import { element } from '../element.js';
import { currentStatus, onStatus, refreshStatus, signOut } from './identity.js';
import { signInForm } from './form.js';

const dialog = element('dialog', { 'aria-labelledby': 'sign-in-title' });
const close = () => dialog.close();
dialog.append(
  element('h2', { id: 'sign-in-title', textContent: 'Sign in' }),
  signInForm(close, element('button', { type: 'button', textContent: 'Cancel', onclick: close })),
  element('p', {
    className: 'hint',
    textContent:
      'The password is sent once, for a cookie, and is not kept. A key or token is kept until this tab is closed.',
  }),
);

/** Opens the form over the page, with the focus in its first empty field. */
export function openSignIn() {
  dialog.querySelector('[role=alert]').textContent = '';
  dialog.showModal();
  [...dialog.querySelectorAll('input')].find((input) => !input.value)?.focus();
}

/** Shows the bar, and asks the service who is signed in. */
export function startBar() {
  const who = document.getElementById('who');
  const inButton = element('button', { type: 'button', id: 'sign-in', textContent: 'Sign in', onclick: openSignIn });
  const outButton = element('button', { type: 'button', id: 'sign-out', textContent: 'Sign out' });
  const report = (error) => (who.textContent = error.message);
  outButton.onclick = () =>
    signOut()
      .then(() => inButton.focus())
      .catch(report);
  who.after(inButton, outButton);
  document.body.append(dialog);
  onStatus(() => {
    const { isAuthenticated, userName } = currentStatus();
    who.replaceChildren(
      ...(isAuthenticated
        ? ['Signed in as ', element('b', { textContent: userName }), rolesText()]
        : ['Not signed in']),
    );
    inButton.hidden = isAuthenticated;
    outButton.hidden = !isAuthenticated;
  });
  refreshStatus().catch(report);
}

function rolesText() {
  const { roles = [] } = currentStatus();
  return roles.length > 0 ? ` (${roles.join(', ')})` : ' (no role: most operations answer 403)';
}
