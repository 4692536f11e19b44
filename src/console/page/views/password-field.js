import { h } from '../dom.js';
import { fieldOf, FieldError } from '../form.js';

/** A field for a new password, which can be shown. `read` gives it, and throws if there is none. */
export function passwordField(label) {
  const input = h('input', { type: 'password', autocomplete: 'new-password' });
  const show = h('input', { type: 'checkbox' });
  show.addEventListener('change', () => (input.type = show.checked ? 'text' : 'password'));
  const field = fieldOf({
    label,
    name: 'Password',
    input,
    hint: 'At least 8 characters, and none of the most common passwords',
    more: [h('label', { class: 'check' }, show, 'Show the password')],
  });
  const read = () => {
    if (input.value === '') throw new FieldError('Password', 'Fill this in.');
    return input.value;
  };
  return { ...field, read };
}
