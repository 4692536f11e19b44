import { command, setCommand } from '../command.js';
import { h } from '../dom.js';
import { fieldOf } from '../form.js';
import { facts } from './format.js';

/** Users and keys: the API has no operation for them, so this writes the admin command to run. */
export function accessView({ user }) {
  const { userName, roles = [] } = user;
  return {
    title: 'Users and keys',
    node: h(
      'div',
      {},
      h('div', { class: 'heading' }, h('h1', {}, 'Users and keys')),
      facts({ 'Signed in as': userName, Roles: roles.join(', ') || 'None' }),
      h(
        'p',
        {},
        'The API has no operations for users and keys. An operator runs the admin command where the service runs, with its settings. Fill in the fields, then copy a command. A change counts after at most 5 seconds.',
      ),
      userSection(),
      keySection(),
    ),
  };
}

function userSection() {
  const name = textField('User name', 'ada');
  return commandSection('Users', [name], {
    'Add a user who may use the console. It asks for the password.': () => [
      'user',
      'add',
      name.value(),
      '--role',
      'SystemAdministrator',
    ],
    'List the users, with their roles.': () => ['user', 'list'],
    'Set a new password. It ends the sign-ins of the user.': () => ['user', 'set-password', name.value()],
    'Take the role away.': () => ['user', 'revoke', name.value(), 'SystemAdministrator'],
    'Disable a user: password, sign-ins and keys stop working.': () => ['user', 'disable', name.value()],
    'End all sign-ins of a user.': () => ['sign-ins', 'end', '--user', name.value()],
  });
}

function keySection() {
  const name = textField('User of the key', 'ada');
  const use = textField('What the key is for', 'nightly export');
  const expiry = textField('Valid for how many days', '90');
  const prefix = textField('Prefix of the key to revoke', 'vk_Ab3dE6');
  return commandSection('API keys', [name, use, expiry, prefix], {
    'Create a key. It is printed once and cannot be shown again: store it before you close the terminal.': () => [
      ...['key', 'create', name.value(), '--name', use.value(), '--expires', `${expiry.value()}d`],
    ],
    'List the keys of the user: prefix, purpose, expiry and last use.': () => ['key', 'list', name.value()],
    'Revoke the key with this prefix.': () => ['key', 'revoke', prefix.value()],
  });
}

/** Commands that follow what is typed into fields. */
function commandSection(title, fields, commands) {
  const shown = Object.entries(commands).map(([text, words]) => ({ text, words, node: command(words()) }));
  const update = () => {
    for (const { node, words } of shown) setCommand(node, words());
  };
  return h(
    'section',
    {},
    h('h2', {}, title),
    h(
      'div',
      { class: 'columns', oninput: update },
      fields.map(({ node }) => node),
    ),
    h(
      'ul',
      { class: 'commands' },
      shown.map(({ text, node }) => h('li', {}, h('p', {}, text), node)),
    ),
  );
}

/** @param example Stands in the command until something is typed. */
function textField(label, example) {
  const input = h('input', { placeholder: example, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
  const field = fieldOf({ label, name: label, input });
  return { ...field, value: () => input.value.trim() || example };
}
