import { fill, h } from '../dom.js';
import { accountField, accountsWithIds } from './account-field.js';

/** The address of a request is limited: accounts beyond these are shown by their IDs. */
const MAX_NAMES = 100;

/**
 * A field for any number of accounts: the chosen ones, and one to add.
 *
 * @returns The field, with `read`, which gives the ids, the one that is typed included; `get`, which gives those that are
 *   chosen; and `set`.
 */
export function accountsField() {
  const field = accountField({ label: 'Add an account', name: 'AccountIds', hint: 'Name or ID' });
  const list = h('ul', { class: 'chosen' });
  const names = new Map();
  let chosen = [];
  const add = async () => {
    const id = await field.read();
    if (id === '') return;
    if (!chosen.includes(id)) await set([...chosen, id]);
    await field.write('');
  };
  const addFromButton = () =>
    add().catch((error) => {
      if (!field.showErrorsOf(error)) field.showError(error.message);
      field.input.focus();
    });
  const remove = (id) => {
    const at = chosen.indexOf(id);
    chosen = chosen.filter((other) => other !== id);
    show();
    (list.querySelectorAll('button')[Math.min(at, chosen.length - 1)] ?? field.input).focus();
  };
  const show = () =>
    fill(
      list,
      chosen.map((id) => {
        const name = names.get(id) ?? id;
        const attributes = { type: 'button', 'aria-label': `Remove ${name}`, onclick: () => remove(id) };
        return h('li', {}, h('span', {}, name), h('button', attributes, 'Remove'));
      }),
    );
  const set = async (ids) => {
    chosen = ids;
    show();
    const unknown = ids.filter((id) => !names.has(id)).slice(0, MAX_NAMES);
    if (unknown.length === 0) return;
    // A name that fails to load stays an ID.
    const accounts = await accountsWithIds(unknown).catch(() => []);
    for (const { id, name } of accounts) names.set(id, name);
    show();
  };
  const node = h(
    'fieldset',
    { class: 'field' },
    h('legend', {}, 'Accounts that the user may see'),
    h('p', { class: 'quiet hint' }, 'A system administrator may see all accounts.'),
    list,
    field.node,
    h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: addFromButton }, 'Add')),
  );
  const read = async () => {
    await add();
    return chosen;
  };
  return { ...field, node, read, get: () => chosen, set };
}
