import { attempt } from './attempt.js';
import { h, newElementId } from './dom.js';

/** An error of one field that the page itself finds. */
export class FieldError extends Error {
  constructor(fieldName, message) {
    super(message);
    this.fields = [{ fieldName, message }];
  }
}

/**
 * A labelled input with a place for its error.
 *
 * @param options.name The member's name in the API's errors: `Purpose`.
 * @param options.input An input, select or textarea.
 */
export function fieldOf({ label, name, input, hint, more = [] }) {
  const [inputId, hintId, errorId] = [newElementId(), newElementId(), newElementId()];
  const error = h('p', { class: 'field-error', id: errorId });
  input.id = inputId;
  input.setAttribute('aria-describedby', hint ? `${errorId} ${hintId}` : errorId);
  const node = h(
    'div',
    { class: 'field' },
    h('label', { for: inputId }, label),
    input,
    ...more,
    hint && h('p', { class: 'quiet hint', id: hintId }, hint),
    error,
  );
  const showError = (message) => {
    error.textContent = message;
    input.toggleAttribute('aria-invalid', false);
    if (message !== '') input.setAttribute('aria-invalid', 'true');
  };
  /** @returns Whether the error is about this field. */
  const showErrorsOf = ({ fields = [] }) => {
    const own = fields.filter(({ fieldName }) => fieldName === name).map(({ message }) => message);
    if (own.length > 0) showError(own.join(' '));
    return own.length > 0;
  };
  return { node, input, showError, showErrorsOf };
}

/**
 * A form that sends its fields.
 *
 * @param options.send Sends them and shows the result; gets an idempotency key.
 */
export function formOf({ name, fields, submit, busy, send, explain, extra = [] }) {
  const place = h('div');
  const button = h('button', { type: 'submit', class: 'primary' }, submit);
  const onsubmit = (event) => {
    event.preventDefault();
    void attempt({ button, label: busy, work: send, place, fields, explain });
  };
  return h(
    'form',
    { 'aria-label': name, novalidate: true, onsubmit },
    fields.map(({ node }) => node),
    place,
    h('div', { class: 'buttons' }, button, extra),
  );
}
