/** Starts the console: asks who is signed in, and shows the form to sign in, or the views. */

import { ApiError, call } from './api.js';
import { announce, fill, focusOn, h } from './dom.js';
import { failureBox } from './failure.js';
import { showNoRole } from './no-role.js';
import { during } from './progress.js';
import { askToSignInAgain, showSignIn } from './sign-in.js';

const ROLE = 'SystemAdministrator';

const root = document.getElementById('console');
/** Of the views that are open: who uses them, and what closes them. */
let user;
let close;
let isAsking = false;

async function start() {
  try {
    const { value } = await during('Checking who is signed in', call('GET', 'auth'));
    await enter(value);
  } catch (error) {
    if (error.status === 401) return leave('');
    showFailure(error);
  }
}

/** Shows what a user may see. The views are loaded now, not before: the service may show them to users only. */
async function enter(signedIn) {
  user = signedIn;
  if (!user.roles?.includes(ROLE)) return showNoRole(root, user, { role: ROLE, signOut });
  try {
    const { openViews } = await during('Loading the console', import('./views/views.js'));
    close = openViews(root, user, signOut);
  } catch (error) {
    showFailure(error);
  }
}

function leave(notice) {
  close?.();
  close = undefined;
  showSignIn(root, notice, enter);
}

async function signOut() {
  await during('Signing out', call('POST', 'auth/logout'));
  leave((await isStillSignedIn()) ? STILL_SIGNED_IN : 'You have signed out.');
}

const STILL_SIGNED_IN =
  'The cookie is gone, but the browser still sends the password that its own dialog asked for. Close the browser to end that.';

const isStillSignedIn = () =>
  call('GET', 'auth/status').then(
    ({ value }) => value.isAuthenticated,
    () => false,
  );

function showFailure(error) {
  const known = error instanceof ApiError ? error : new Error('The console could not be loaded.');
  const again = h('button', { type: 'button', onclick: () => location.reload() }, 'Reload');
  fill(root, h('main', { class: 'card' }, h('h1', {}, 'Console'), failureBox(known, { actions: [again] })));
}

// A view's call was refused: the sign-in has ended. Another user gets views of their own, at the same address.
document.addEventListener('unauthorized', () => {
  if (!close || isAsking) return;
  isAsking = true;
  askToSignInAgain(root, {
    onSignedIn: (signedIn) => {
      const isSame = signedIn.userName === user.userName && signedIn.roles?.includes(ROLE);
      if (isSame) return goOn();
      close();
      close = undefined;
      void enter(signedIn);
    },
    onClose: () => (isAsking = false),
  });
});

/** Loads what could not be loaded. The focus is where it was, unless that is gone. */
function goOn() {
  document.dispatchEvent(new Event('authorized'));
  if (document.activeElement === document.body) focusOn(root.querySelector('h1'));
  announce('Signed in again. What was refused was not done: repeat it.');
}

void start();
