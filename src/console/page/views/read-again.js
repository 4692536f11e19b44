import { focusOn, h } from '../dom.js';
import { mayBeDone } from '../failure.js';

/**
 * Explains, for `attempt`, that an object is no longer as it was read.
 *
 * @param options.noun What the object is: `account`.
 * @param options.isSafeToRepeat Whether a change has an idempotency key, so that it may be sent again if no answer came.
 * @param options.read Reads it again.
 * @param options.heading Gets the focus then.
 * @returns Takes an error, and what to do before the object is read again. `undefined` for other errors.
 */
export const readAgain =
  ({ noun, read, heading, isSafeToRepeat = true }) =>
  (error, onRead = () => {}) => {
    const isUnknown = !isSafeToRepeat && mayBeDone(error);
    if (error.status !== 412 && !isUnknown) return undefined;
    const onclick = async () => {
      onRead();
      await read();
      again.closest('.failure')?.remove();
      focusOn(heading);
    };
    const again = h('button', { type: 'button', class: 'primary', onclick }, 'Read it again');
    if (isUnknown) {
      const advice = `The change may have been made. Read the ${noun} again, and decide again.`;
      return { advice, actions: [again], canTryAgain: false };
    }
    return {
      message: `Somebody changed this ${noun} after you read it, so nothing was done.`,
      advice: 'Read it again, and decide again.',
      actions: [again],
    };
  };
