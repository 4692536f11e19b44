import { call } from '../api.js';
import { h } from '../dom.js';
import { count } from './format.js';

const INTERVAL_MS = 10_000;
/** Counting may take this part of the time at most, because it reads every match. */
const MAX_SHARE = 1 / 20;

/**
 * The number of objects, counted again from time to time while the page is visible.
 *
 * @param options.query The filter.
 * @param options.onChange Called when there are more or fewer objects than at first.
 */
export function liveCount({ path, query, noun, onChange }) {
  const node = h('p', { class: 'count' }, 'Counting…');
  let timer;
  let isStopped = false;
  let first;
  const read = async () => {
    const begin = performance.now();
    try {
      const { value } = await call('GET', path, { query: { ...query, countPerPage: 1 }, isBackground: true });
      if (isStopped) return;
      node.textContent = count(value.totalCount, noun);
      first ??= value.totalCount;
      if (value.totalCount !== first) onChange();
    } catch {
      if (isStopped) return;
      node.textContent = 'The number is not known at the moment.';
    }
    timer = setTimeout(tick, Math.max(INTERVAL_MS, (performance.now() - begin) / MAX_SHARE));
  };
  const tick = () => {
    if (document.visibilityState === 'visible') void read();
    else document.addEventListener('visibilitychange', tick, { once: true });
  };
  void read();
  const stop = () => {
    isStopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', tick);
  };
  return { node, stop };
}
