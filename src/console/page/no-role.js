import { attempt } from './attempt.js';
import { fill, focusOn, h } from './dom.js';
import { command } from './command.js';

/** Tells a user who may not use the console why, and what to do. */
export function showNoRole(root, { userName, roles = [] }, { role, signOut }) {
  document.title = 'No access · voice-api console';
  const heading = h('h1', {}, 'Your user may not use the console');
  const place = h('div');
  const button = h('button', { type: 'button', class: 'primary' }, 'Sign out');
  button.addEventListener('click', () => attempt({ button, label: 'Signing out', work: signOut, place }));
  fill(
    root,
    h(
      'main',
      { class: 'card' },
      h('p', { class: 'brand' }, 'voice-api'),
      heading,
      h('p', {}, 'You are signed in as ', h('strong', {}, userName), ', ', rolesText(roles), '.'),
      h('p', {}, 'The console requires the role ', h('code', {}, role), '. An operator gives it with this command:'),
      command(['user', 'grant', userName, role]),
      h('p', {}, 'The role counts after 5 seconds. Then reload this page, or sign in as another user.'),
      place,
      h('div', { class: 'buttons' }, button),
    ),
  );
  focusOn(heading);
}

const rolesText = (roles) => (roles.length === 0 ? 'without a role' : `with ${roles.join(', ')}`);
