import { announce, h } from '../dom.js';
import { fieldOf, formOf } from '../form.js';

/** A text as a textarea gives it back. */
const asTyped = (text) => (text ?? '').replace(/\r\n?/g, '\n');

/** The form for the purpose of a session. What the user is typing stays when the session is read again. */
export function purposeForm(state) {
  const purpose = fieldOf({
    label: 'Purpose',
    name: 'Purpose',
    input: h('textarea', { rows: '3' }),
    hint: 'Up to 4,000 characters. Empty: no purpose',
  });
  const stored = h('p', { class: 'notice', role: 'status', hidden: true });
  let read = '';
  state.onChange((session) => {
    const isEdited = purpose.input.value !== read;
    const changed = asTyped(session.purpose);
    stored.hidden = !isEdited || changed === purpose.input.value || changed === read;
    stored.textContent = `The stored purpose is now: ${changed || 'none'}`;
    read = changed;
    if (!isEdited) purpose.input.value = changed;
  });
  const send = async (key) => {
    const body = { purpose: purpose.input.value === '' ? null : purpose.input.value };
    const { purpose: changed } = await state.change('PATCH', state.path, { body, key });
    purpose.input.value = read = asTyped(changed);
    stored.hidden = true;
    announce('The purpose was saved');
  };
  const form = formOf({
    name: 'Edit the purpose',
    fields: [purpose],
    submit: 'Save purpose',
    busy: 'Saving the purpose',
    send,
    explain: state.explain,
  });
  purpose.node.append(stored);
  return form;
}
