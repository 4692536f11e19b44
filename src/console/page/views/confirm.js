import { attempt } from '../attempt.js';
import { h, newElementId } from '../dom.js';

/**
 * Asks before something that cannot be undone, and does it. The Escape key cancels; the focus returns to where it was.
 *
 * @param options.work As for `attempt`. The dialog stays open while it works, and shows its failure.
 */
export function confirm({ title, text, action, label, work, explain }) {
  const titleId = newElementId();
  const place = h('div');
  const button = h('button', { type: 'button', class: 'danger' }, action);
  const cancel = h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel');
  const dialog = h(
    'dialog',
    { 'aria-labelledby': titleId },
    h('h2', { id: titleId }, title),
    h('p', {}, text),
    place,
    h('div', { class: 'buttons' }, button, cancel),
  );
  const closing = (key) =>
    work(key).then((done) => {
      dialog.close();
      done?.();
    });
  const explained = (error) => explain?.(error, () => dialog.close());
  button.addEventListener('click', () => void attempt({ button, label, work: closing, place, explain: explained }));
  dialog.addEventListener('close', () => dialog.remove());
  document.getElementById('console').append(dialog);
  dialog.showModal();
  cancel.focus();
}
