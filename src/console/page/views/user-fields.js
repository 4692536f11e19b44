import { h } from '../dom.js';
import { fieldOf } from '../form.js';
import { accountsField } from './accounts-field.js';

export const ADMINISTRATOR = 'SystemAdministrator';

/**
 * The fields of a user that can be edited.
 *
 * @returns `fields`; `read`, which gives the members that were edited; `write`, which shows a user; and `writeUnedited`, which keeps what was
 *   typed.
 */
export function userFields() {
  const displayName = textField('Display name', 'DisplayName', 'Optional');
  const emailAddress = textField('Email address', 'EmailAddress', 'Optional');
  const roles = rolesField();
  const accounts = accountsField();
  const written = new Map();
  const parts = [
    [displayName, ({ displayName: name = '' }) => name],
    [emailAddress, ({ emailAddress: address = '' }) => address],
    [roles, (user) => user.roles],
    [accounts, ({ accountIds }) => accountIds],
  ];
  const put = (field, value) => {
    void field.set(value);
    written.set(field, JSON.stringify(field.get()));
  };
  const isUnedited = (field) => written.get(field) === JSON.stringify(field.get());
  return {
    fields: parts.map(([field]) => field),
    read: async () => {
      const accountIds = await accounts.read(); // also the account that is typed
      return {
        ...(isUnedited(displayName) || { displayName: displayName.get() || null }),
        ...(isUnedited(emailAddress) || { emailAddress: emailAddress.get() || null }),
        ...(isUnedited(roles) || { roles: roles.get() }),
        ...(isUnedited(accounts) || { accountIds }),
      };
    },
    write: (user) => parts.forEach(([field, valueOf]) => put(field, valueOf(user))),
    writeUnedited: (user) => {
      for (const [field, valueOf] of parts) if (!written.has(field) || isUnedited(field)) put(field, valueOf(user));
    },
  };
}

function textField(label, name, hint) {
  const field = fieldOf({ label, name, hint, input: h('input', { autocomplete: 'off', spellcheck: 'false' }) });
  return { ...field, get: () => field.input.value.trim(), set: (value) => (field.input.value = value) };
}

/** A box for the role that the service knows, and a line for each other. */
function rolesField() {
  const box = h('input', { type: 'checkbox' });
  const field = fieldOf({
    label: 'Other roles',
    name: 'Roles',
    input: h('textarea', { rows: '1', spellcheck: 'false' }),
    hint: 'One a line; optional. No operation of this service requires them',
  });
  const others = () => field.input.value.split('\n').map((role) => role.trim());
  return {
    ...field,
    node: h('div', {}, h('label', { class: 'check' }, box, ADMINISTRATOR, ': may use every operation'), field.node),
    get: () => [...(box.checked ? [ADMINISTRATOR] : []), ...others().filter((role) => role !== '')],
    set: (roles) => {
      box.checked = roles.includes(ADMINISTRATOR);
      field.input.value = roles.filter((role) => role !== ADMINISTRATOR).join('\n');
    },
  };
}
