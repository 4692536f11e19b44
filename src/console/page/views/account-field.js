import { call } from '../api.js';
import { h, newElementId } from '../dom.js';
import { fieldOf, FieldError } from '../form.js';

const TYPING_PAUSE_MS = 200;
const MAX_SUGGESTIONS = 20;

/**
 * A field for an account, by its name or ID. Suggests names while the user types; the service finds them.
 *
 * @param options.name The member in the API's errors: `AccountId`.
 * @returns The field, with `read`, which gives the id, or `''` if the field is empty, and `write`, which takes an id.
 */
export function accountField({ label, name, hint = 'Name or ID' }) {
  const listId = newElementId();
  const input = h('input', { list: listId, autocomplete: 'off', spellcheck: 'false' });
  const list = h('datalist', { id: listId });
  const field = fieldOf({ label, name, input, hint, more: [list] });
  const known = new Map();
  const remember = (accounts) => {
    for (const account of accounts) known.set(folded(account.name), account.id);
    return accounts;
  };
  let timer;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void suggest(), TYPING_PAUSE_MS);
  });
  const suggest = async () => {
    const text = input.value;
    if (text.trim() === '') return;
    // A suggestion that fails to load is none: sending the form says why.
    const accounts = remember(await accountsNamed(text).catch(() => []));
    if (input.value === text) list.replaceChildren(...accounts.map((account) => h('option', { value: account.name })));
  };
  const read = async () => {
    const text = input.value.trim();
    if (text === '') return '';
    if (!known.has(folded(text))) remember(await accountsNamed(text));
    if (known.has(folded(text))) return known.get(folded(text));
    const [account] = await accountsWithIds([text]);
    if (account) return account.id;
    throw new FieldError(name, `There is no account '${text}'. Choose one that is suggested while you type.`);
  };
  const write = async (id) => {
    if (id === '') input.value = '';
    else if (known.get(folded(input.value)) !== id) {
      input.value = id;
      const [account] = remember(await accountsWithIds([id]).catch(() => []));
      if (account && input.value === id) input.value = account.name;
    }
  };
  return { ...field, read, write };
}

/** Accounts by their ids, which the service finds by its index. */
export async function accountsWithIds(ids, signal) {
  const query = { specificIds: ids, countPerPage: ids.length, simplifiedPaging: true };
  return (await call('GET', 'accounts', { query, signal })).value.items;
}

async function accountsNamed(text) {
  const query = {
    nameFilter: text,
    countPerPage: MAX_SUGGESTIONS,
    simplifiedPaging: true,
    sortField: 'Name',
    sortOrder: 'Ascend',
  };
  return (await call('GET', 'accounts', { query })).value.items;
}

/** Names that the service takes for the same are the same here, but for rare characters. */
const folded = (name) => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
