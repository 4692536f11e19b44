import { call } from '../api.js';
import { h, newElementId } from '../dom.js';
import { fieldOf, FieldError } from '../form.js';

const TYPING_PAUSE_MS = 200;
const MAX_SUGGESTIONS = 20;
/** A name can be a part of many others. */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

/**
 * A field for an account, by its name or ID. Suggests names while the user types; the service finds them.
 *
 * @param options.name The member in the API's errors: `AccountId`.
 * @returns The field, with `read`, which gives the id, or `''` if the field is empty, `write`, which takes an id,
 *   and `isEdited`: whether the text differs from what was written last.
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
  let written = '';
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void suggest(), TYPING_PAUSE_MS);
  });
  const suggest = async () => {
    const text = input.value;
    if (text.trim() === '') return;
    // A suggestion that fails to load is none: sending the form says why.
    const page = await accountsNamed(text, { countPerPage: MAX_SUGGESTIONS }, true).catch(() => undefined);
    const accounts = remember(page?.value.items ?? []);
    if (input.value === text) list.replaceChildren(...accounts.map((account) => h('option', { value: account.name })));
  };
  const read = async () => {
    const text = input.value.trim();
    if (text === '') return '';
    let next = { countPerPage: PAGE_SIZE };
    for (let page = 0; next && page < MAX_PAGES && !known.has(folded(text)); page += 1) {
      const answer = await accountsNamed(text, next);
      remember(answer.value.items);
      next = answer.next;
    }
    if (known.has(folded(text))) return known.get(folded(text));
    const [account] = await accountsWithIds([text]);
    if (account) return account.id;
    throw new FieldError(
      name,
      next
        ? `More than ${PAGE_SIZE * MAX_PAGES} accounts have '${text}' in their name. Type more of it, or enter the ID.`
        : `There is no account '${text}'. Choose one that is suggested while you type.`,
    );
  };
  const write = async (id) => {
    if (id === '' || known.get(folded(input.value)) !== id) input.value = id;
    written = input.value;
    if (written === '' || written !== id) return;
    const [account] = remember(await accountsWithIds([id]).catch(() => []));
    if (account && input.value === id) input.value = written = account.name;
  };
  return { ...field, read, write, isEdited: () => input.value !== written };
}

/** Accounts by their ids, which the service finds by its index. */
export async function accountsWithIds(ids, signal) {
  const query = { specificIds: ids, countPerPage: ids.length, simplifiedPaging: true };
  return (await call('GET', 'accounts', { query, signal })).value.items;
}

/** @param page `countPerPage`, or the query of the next page. */
function accountsNamed(text, page, isBackground = false) {
  const query = { nameFilter: text, simplifiedPaging: true, sortField: 'Name', sortOrder: 'Ascend', ...page };
  return call('GET', 'accounts', { query, isBackground });
}

/** Names that the service takes for the same are the same here, but for rare characters. */
const folded = (name) => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
