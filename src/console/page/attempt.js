import { newKey } from './api.js';
import { fill, focusOn, h } from './dom.js';
import { canRetry, failureBox } from './failure.js';
import { during } from './progress.js';

/** The last tries without an answer, by button: the key, and the input that was sent with it. */
const unanswered = new WeakMap();

/**
 * Does what a button says, once at a time, and shows a failure.
 *
 * @param options.work Gets an idempotency key, which stays the same when the user tries again after a failure, with
 *   this button or the one in the failure, until there is an answer or the input changes.
 * @param options.place Where a failure is shown.
 * @param options.fields The form's fields, which show their own errors.
 * @param options.explain For an error, the options of `failureBox`, and `canTryAgain`; by default what the status says.
 * @param options.input What is sent, as a text.
 */
export function attempt({
  button,
  label,
  work,
  place,
  fields = [],
  explain = () => undefined,
  input = () => JSON.stringify(fields.map((field) => field.input?.value)),
}) {
  const run = async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    // Not `disabled`, which would lose the focus.
    button.setAttribute('aria-disabled', 'true');
    fill(place);
    const sent = input();
    const last = unanswered.get(button);
    const key = last?.sent === sent ? last.key : newKey();
    unanswered.set(button, { key, sent });
    for (const field of fields) field.showError('');
    try {
      await during(label, work(key));
      unanswered.delete(button);
    } catch (error) {
      if (!canRetry(error)) unanswered.delete(button);
      if (error.name !== 'AbortError') show(error);
    } finally {
      button.removeAttribute('aria-disabled');
    }
  };
  const show = (error) => {
    const [invalid] = fields.filter((field) => field.showErrorsOf(error));
    if (invalid) return focusOn(invalid.input);
    const { actions = [], canTryAgain = canRetry(error), ...others } = explain(error) ?? {};
    const retry = canTryAgain && h('button', { type: 'button', onclick: run }, 'Try again');
    const box = failureBox(error, { actions: [retry, ...actions].filter(Boolean), ...others });
    fill(place, box);
    focusOn(box);
  };
  return run();
}
