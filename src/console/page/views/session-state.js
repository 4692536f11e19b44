import { call, pathOf } from '../api.js';
import { h } from '../dom.js';

/**
 * One session as it was read last, with the tag of that version. Every change names the tag, so that it applies to what the
 * user has seen, or to nothing.
 */
export class SessionState {
  constructor(id) {
    this.id = id;
    this.path = pathOf`ai/sessions/${id}`;
    this.listeners = [];
  }

  /** @param listener Called with the session each time it was read or changed. */
  onChange(listener) {
    this.listeners.push(listener);
  }

  async read(signal) {
    this.take(await call('GET', this.path, { signal }));
  }

  /** Sends a change of the version that was read. @returns The session that the service answers, if it does. */
  async change(method, path, { body, key }) {
    const answer = await call(method, path, { body, key, etag: this.etag });
    if (answer.value) this.take(answer);
    return answer.value;
  }

  take({ value, etag }) {
    this.value = value;
    this.etag = etag;
    for (const listener of this.listeners) listener(value);
  }

  /** The options of a failure: one that is about the version has a button that reads the session again. */
  explain = (error, onRead = () => {}) => {
    if (error.status !== 412) return undefined;
    const again = h('button', { type: 'button', class: 'primary' }, 'Read it again');
    again.addEventListener('click', async () => {
      onRead();
      await this.readAgain();
      again.closest('.failure')?.remove();
    });
    return {
      message: 'Somebody changed this session after you read it, so nothing was done.',
      advice: 'Read it again, look at what is different, and decide again.',
      actions: [again],
    };
  };
}
