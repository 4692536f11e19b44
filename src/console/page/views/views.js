/** The views behind the sign-in: the frame around them, and which one an address shows. */

import { fitsPath } from '../api.js';
import { attempt } from '../attempt.js';
import { announce, fill, focusOn, h } from '../dom.js';
import { accessView } from './access.js';
import { accountView } from './account.js';
import { accountsView } from './accounts.js';
import { addressOf, readAddress } from './address.js';
import { newAccountView } from './new-account.js';
import { newKeyView } from './new-key.js';
import { newSessionView } from './new-session.js';
import { newUserView } from './new-user.js';
import { notFoundView } from './not-found.js';
import { sessionView } from './session.js';
import { sessionsView } from './sessions.js';
import { userView } from './user.js';

/** The sections of the navigation. */
const SECTIONS = { sessions: 'Sessions', accounts: 'Accounts', access: 'Users and keys' };

/**
 * Each opens a view: `title`, `node`, and optionally `update`, which shows another query of the same path, and `close`.
 */
const VIEWS = {
  sessions: ({ id }) => (id === undefined ? sessionsView : id === 'new' ? newSessionView : sessionView),
  accounts: ({ id }) => (id === undefined ? accountsView : id === 'new' ? newAccountView : accountView),
  access: ({ id }) =>
    id === undefined ? accessView : id === 'new-user' ? newUserView : id === 'new-key' ? newKeyView : userView,
};

function viewOf(address) {
  const isView = Object.hasOwn(VIEWS, address.section) && fitsPath(address.id);
  return isView ? VIEWS[address.section](address) : notFoundView;
}

/**
 * Shows the view of the present address, and of each one that follows.
 *
 * @returns Stops that.
 */
export function openViews(root, user, signOut) {
  const main = h('main', { id: 'content' });
  const links = Object.entries(SECTIONS).map(([section, name]) => h('a', { href: addressOf([section]) }, name));
  fill(root, header(user, links, main, signOut), main);
  let view;
  let shownPath;
  const show = () => {
    const address = readAddress(location.hash);
    if (view?.update && address.path === shownPath) return view.update(address.query);
    view?.close?.();
    closeDialogs();
    const isFirst = view === undefined;
    view = viewOf(address)({ ...address, user });
    shownPath = address.path;
    fill(main, view.node);
    document.title = `${view.title} · voice-api console`;
    for (const link of links) {
      if (link.getAttribute('href') === addressOf([address.section])) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (!isFirst) scrollTo(0, 0);
    focusOn(main.querySelector('h1'));
    announce(view.title);
  };
  addEventListener('hashchange', show);
  show();
  return () => {
    removeEventListener('hashchange', show);
    view.close?.();
    closeDialogs();
  };
}

/** A dialog asks about the view that it was opened from. */
const closeDialogs = () => document.querySelectorAll('dialog').forEach((dialog) => dialog.close());

function header({ userName, roles = [] }, links, main, signOut) {
  const place = h('div');
  const button = h('button', { type: 'button' }, 'Sign out');
  button.addEventListener('click', () => attempt({ button, label: 'Signing out', work: signOut, place }));
  const skip = h('button', { type: 'button', class: 'skip', onclick: () => focusOn(main) }, 'Skip to the content');
  return h(
    'header',
    { class: 'top' },
    skip,
    h(
      'div',
      { class: 'bar' },
      h('span', { class: 'brand' }, 'voice-api'),
      h('nav', { 'aria-label': 'Console' }, links),
      h('p', { class: 'who' }, h('strong', {}, userName), ' ', h('span', { class: 'quiet' }, roles.join(', '))),
      button,
    ),
    place,
  );
}
