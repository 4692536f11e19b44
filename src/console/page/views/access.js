import { call, pathOf } from '../api.js';
import { announce, focusOn, h } from '../dom.js';
import { formOf } from '../form.js';
import { addressOf, goTo } from './address.js';
import { confirm } from './confirm.js';
import { byline, count, none, timeOf } from './format.js';
import { pagedTable } from './paged-table.js';
import { userNameField } from './user-name-field.js';
import { ADMINISTRATOR } from './user-fields.js';

/** Users, and API keys. */
export function accessView({ query: first }) {
  const users = pagedTable({
    path: 'auth/users',
    label: 'Users',
    noun: 'user',
    columns: USER_COLUMNS,
    empty: 'There are no users.',
  });
  const keys = pagedTable({
    path: 'auth/keys',
    label: 'API keys',
    noun: 'key',
    columns: { ...KEY_COLUMNS, Action: (key) => revokeButton(key) },
    empty: 'There are no keys. Programs need one to call the API.',
  });
  const keysHeading = h('h2', {}, 'API keys');
  const newKey = h('a', { class: 'button' }, 'New key');
  const name = userNameField({ label: 'User', hint: 'The user name' });
  const filter = formOf({
    name: 'Filter',
    fields: [name],
    submit: 'Show',
    busy: 'Loading keys',
    send: async () => goTo(['access'], { user: name.input.value.trim() }),
    extra: h('a', { class: 'button', href: addressOf(['access']) }, 'Clear'),
  });
  filter.classList.add('filter');
  let shown;
  const update = ({ user }) => {
    shown = { userName: user };
    name.input.value = user ?? '';
    newKey.href = addressOf(['access', 'new-key'], { user });
    void keys.start(shown);
  };
  const revokeButton = (key) => {
    const done = async () => {
      await keys.start(shown);
      focusOn(keysHeading);
      announce('The key was revoked');
    };
    const onclick = () => askToRevoke(key, done);
    return h('button', { type: 'button', class: 'danger', 'aria-label': `Revoke ${key.prefix}`, onclick }, 'Revoke');
  };
  void users.start({ sortField: 'UserName' });
  update(first);
  const newUser = h('a', { class: 'button primary', href: addressOf(['access', 'new-user']) }, 'New user');
  return {
    title: 'Users and keys',
    node: h(
      'div',
      {},
      h('div', { class: 'heading' }, h('h1', {}, 'Users and keys'), newUser),
      h('section', { 'aria-label': 'Users' }, users.node),
      h('div', { class: 'heading' }, keysHeading, newKey),
      filter,
      h('section', { 'aria-label': 'API keys' }, keys.node),
    ),
    update,
    close: () => {
      users.stop();
      keys.stop();
    },
  };
}

const USER_COLUMNS = {
  User: ({ id, userName, displayName }) => [
    h('a', { href: addressOf(['access', id]) }, userName),
    displayName !== undefined && h('div', { class: 'quiet hint' }, displayName),
  ],
  Roles: ({ roles }) => roles.join(', ') || none('None'),
  Accounts: ({ roles, accountIds }) =>
    roles.includes(ADMINISTRATOR) ? 'All' : accountIds.length > 0 ? count(accountIds.length, 'account') : none('None'),
  State: ({ isDisabled }) =>
    isDisabled ? h('span', { class: 'badge failed' }, 'Disabled') : h('span', { class: 'badge' }, 'Enabled'),
  Created: ({ dateCreated, createdBy }) => [timeOf(dateCreated), byline(createdBy)],
};

const KEY_COLUMNS = {
  Key: ({ prefix, name }) => [h('code', {}, `${prefix}…`), h('div', { class: 'quiet hint' }, name)],
  User: ({ userId, userName }) => h('a', { href: addressOf(['access', userId]) }, userName),
  Created: ({ dateCreated, createdBy }) => [timeOf(dateCreated), byline(createdBy)],
  Expires: ({ dateExpires }) =>
    dateExpires === undefined
      ? none('Never')
      : [timeOf(dateExpires), new Date(dateExpires) <= new Date() && h('span', { class: 'quiet by' }, ' Expired')],
  'Last used': ({ dateLastUsed }) => (dateLastUsed === undefined ? none('Never') : timeOf(dateLastUsed)),
};

function askToRevoke({ id, prefix, name, userName }, done) {
  confirm({
    title: `Revoke ${prefix}…?`,
    text: `Programs that call with this key${name && ` (${name})`} in the name of ${userName} are refused within 5 seconds. This cannot be undone.`,
    action: 'Revoke key',
    label: 'Revoking the key',
    work: async () => {
      await call('DELETE', pathOf`auth/keys/${id}`);
      return () => void done();
    },
    explain: ({ status }) =>
      status === 404 ? { advice: 'It was revoked already. Close this, and reload.' } : undefined,
  });
}
