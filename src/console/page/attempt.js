import { newKey } from './api.js';
import { fill, focusOn, h } from './dom.js';
import { canRetry, failureBox } from './failure.js';
import { during } from './progress.js';

/**
 * Does what a button says, once at a time, and shows a failure.
 *
 * @param options.work Gets an idempotency key, which stays the same when the user tries again after a failure.
 * @param options.place Where a failure is shown.
 * @param options.fields The form's fields, which show their own errors.
 * @param options.explain For an error, the options of `failureBox`; by default what the status says.
 */
export function attempt({ button, label, work, place, fields = [], explain = () => undefined }) {
  const key = newKey();
  const run = async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    // Not `disabled`, which would lose the focus.
    button.setAttribute('aria-disabled', 'true');
    fill(place);
    for (const field of fields) field.showError('');
    try {
      await during(label, work(key));
    } catch (error) {
      if (error.name !== 'AbortError') show(error);
    } finally {
      button.removeAttribute('aria-disabled');
    }
  };
  const show = (error) => {
    const [invalid] = fields.filter((field) => field.showErrorsOf(error));
    if (invalid) return focusOn(invalid.input);
    const retry = canRetry(error) && h('button', { type: 'button', onclick: run }, 'Try again');
    const { actions = [], ...others } = explain(error) ?? {};
    const box = failureBox(error, { actions: [retry, ...actions].filter(Boolean), ...others });
    fill(place, box);
    focusOn(box);
  };
  return run();
}
