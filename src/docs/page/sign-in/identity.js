/**
 * Who is signed in on this page. A password is sent once, for a cookie, and is not kept. A key or token stays in this tab, and
 * is forgotten when the tab is closed.
 */

import { call, errorText } from '../service.js';

const KEY = 'voice-api.key';
const NOBODY = { isAuthenticated: false, roles: [] };

// An earlier version of this page kept passwords there.
localStorage.removeItem('authorized');

const changes = new EventTarget();
let status = NOBODY;

/** The result of `GET /auth/status`. */
export const currentStatus = () => status;

/** Calls a function now, and after each change of who is signed in. */
export function onStatus(listener) {
  changes.addEventListener('change', listener);
  listener();
}

/** How requests are authenticated: by a `key`, by a user's `password` (a cookie stands for it), or not at all. */
export function credentialKind() {
  if (sessionStorage.getItem(KEY) !== null) return 'key';
  return status.isAuthenticated ? 'password' : 'none';
}

/** The headers that authenticate a request. The browser adds the cookie by itself. */
export function credentialHeaders() {
  const key = sessionStorage.getItem(KEY);
  return key === null ? {} : { Authorization: `Bearer ${key}` };
}

/** Asks the service who is signed in. */
export async function refreshStatus() {
  const answer = await call('auth/status', { headers: credentialHeaders() });
  setStatus(answer.response.ok && answer.body.isAuthenticated ? answer.body : NOBODY);
  return answer;
}

/** @throws Error that says what is wrong. */
export async function signInWithPassword(userName, password) {
  const answer = await call('auth/credentials', {
    method: 'POST',
    body: { provider: 'credentials', userName, password },
  });
  if (!answer.response.ok) throw new Error(errorText(answer));
  sessionStorage.removeItem(KEY);
  await refreshStatus();
  if (!status.isAuthenticated)
    throw new Error('The browser does not keep the cookie of this sign-in. Allow cookies here.');
}

/** @throws Error that says what is wrong. */
export async function signInWithKey(key) {
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Error('A key or token has no spaces and only ASCII characters.');
  const answer = await call('auth/status', { headers: { Authorization: `Bearer ${key}` } });
  if (answer.response.status === 401 || (answer.response.ok && !answer.body.isAuthenticated)) {
    throw new Error('This key or token is not valid. It may be mistyped, expired or revoked.');
  }
  if (!answer.response.ok) throw new Error(errorText(answer));
  sessionStorage.setItem(KEY, key);
  setStatus(answer.body);
}

/** @throws Error that says what is wrong. */
export async function signOut() {
  sessionStorage.removeItem(KEY);
  const answer = await call('auth/logout', { method: 'POST' });
  await refreshStatus();
  if (!answer.response.ok) throw new Error(errorText(answer));
  if (status.isAuthenticated)
    throw new Error('The browser still sends a password for this site. Close it to sign out.');
}

function setStatus(newStatus) {
  status = newStatus;
  changes.dispatchEvent(new Event('change'));
}
