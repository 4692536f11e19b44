import { focusOn, h } from '../dom.js';

/**
 * Explains, for `attempt`, that an object is no longer as it was read.
 *
 * @param options.noun What the object is: `account`.
 * @param options.read Reads it again.
 * @param options.heading Gets the focus then.
 * @returns Takes an error, and what to do before the object is read again. `undefined` for other errors.
 */
export const readAgain =
  ({ noun, read, heading }) =>
  ({ status }, onRead = () => {}) => {
    if (status !== 412) return undefined;
    const onclick = async () => {
      onRead();
      await read();
      again.closest('.failure')?.remove();
      focusOn(heading);
    };
    const again = h('button', { type: 'button', class: 'primary', onclick }, 'Read it again');
    return {
      message: `Somebody changed this ${noun} after you read it, so nothing was done.`,
      advice: 'Read it again, and decide again.',
      actions: [again],
    };
  };
