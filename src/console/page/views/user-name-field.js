import { call } from '../api.js';
import { h, newElementId } from '../dom.js';
import { fieldOf } from '../form.js';

const MAX_SUGGESTIONS = 100;

/** A field for the name of a user. Suggests the first names. */
export function userNameField({ label, hint }) {
  const listId = newElementId();
  const input = h('input', { list: listId, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
  const list = h('datalist', { id: listId });
  const query = { countPerPage: MAX_SUGGESTIONS, sortField: 'UserName', simplifiedPaging: true };
  // A suggestion that fails to load is none: sending the form says why.
  const suggest = () =>
    call('GET', 'auth/users', { query, isBackground: true }).then(
      ({ value }) => list.replaceChildren(...value.items.map(({ userName }) => h('option', { value: userName }))),
      () => undefined,
    );
  input.addEventListener('focus', () => void suggest(), { once: true });
  return fieldOf({ label, name: 'UserName', input, hint, more: [list] });
}
