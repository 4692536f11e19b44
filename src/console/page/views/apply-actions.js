import { call } from '../api.js';
import { announce, fill, h } from '../dom.js';
import { count } from './format.js';

const POLL_MS = 1000;

/**
 * Applies the actions of the version that was read, and shows how many have run.
 *
 * @param place Where progress and, at the end, the result is shown.
 */
export async function applyActions(state, key, place) {
  const { actions } = state.value;
  const bar = h('progress', { max: actions.length, value: 0, 'aria-label': 'Actions applied' });
  const text = h('p', { role: 'status' }, `Applying ${count(actions.length, 'action')}…`);
  fill(place, bar, text);
  const stop = follow(state, actions, (done) => {
    bar.value = done;
    text.textContent = `${done} of ${count(actions.length, 'action')} applied…`;
  });
  try {
    const { actions: left = [] } = await state.change('POST', `${state.path}/apply`, { key });
    const result = resultOf(actions, left);
    fill(place, h('p', { class: 'notice' }, result));
    announce(result);
  } catch (error) {
    fill(place);
    throw error;
  } finally {
    stop();
  }
}

/** Reads from time to time which of the actions are left. A read that fails says nothing about the apply. */
function follow(state, actions, onProgress) {
  let timer;
  let isStopped = false;
  const read = async () => {
    const left = await call('GET', state.path, { isBackground: true }).then(
      ({ value }) => value.actions ?? [],
      () => undefined,
    );
    if (isStopped) return;
    if (left) onProgress(actions.length - remaining(actions, left).length);
    timer = setTimeout(read, POLL_MS);
  };
  timer = setTimeout(read, POLL_MS);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

const remaining = (actions, left) => left.filter(({ id }) => actions.some((action) => action.id === id));

function resultOf(actions, left) {
  const unapplied = remaining(actions, left);
  const applied = actions.length - unapplied.length;
  const failed = unapplied.find(({ status }) => status === 'Failed');
  const begin = `${applied} of ${count(actions.length, 'action')} applied.`;
  if (failed)
    return `${begin} ${failed.functionName} failed: ${failed.error ?? 'see the log.'} Remove it, or apply again after its cause is gone.`;
  return unapplied.length === 0 ? begin : `${begin} Apply again for the rest.`;
}
