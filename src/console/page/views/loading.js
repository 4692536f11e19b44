import { fill, h } from '../dom.js';
import { failureBox } from '../failure.js';
import { during } from '../progress.js';

/**
 * Loads what a place shows; a failure is shown there, with a button to try again. A newer load of the same place replaces
 * an older one. After the user has signed in again, it loads what that had stopped.
 *
 * @param options.load Gets an AbortSignal.
 * @param options.show Gets what was loaded.
 * @param options.actions Gets the error. Returns more buttons and links.
 */
export function loader({ place, label, load, show, actions = () => [] }) {
  let controller = new AbortController();
  const start = async (...input) => {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    place.setAttribute('aria-busy', 'true');
    try {
      const loaded = await during(label, load(signal, ...input));
      if (!signal.aborted) show(loaded, ...input);
    } catch (error) {
      if (signal.aborted) return;
      if (error.status === 401) document.addEventListener('authorized', () => start(...input), { once: true, signal });
      const retry = h('button', { type: 'button', onclick: () => start(...input) }, 'Try again');
      fill(place, failureBox(error, { actions: [retry, ...actions(error, ...input)] }));
    } finally {
      if (!signal.aborted) place.removeAttribute('aria-busy');
    }
  };
  return { start, stop: () => controller.abort() };
}
