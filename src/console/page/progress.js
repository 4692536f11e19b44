/** Shows what the page waits for, once it takes longer than a glance. */

const SHOWN_AFTER_MS = 300;
const TICK_MS = 1000;

const tasks = new Set();
let timer;

/**
 * Shows progress until a promise settles.
 *
 * @param label What is being done: `Loading sessions`.
 * @returns What the promise gives.
 */
export async function during(label, promise) {
  const task = { label, since: performance.now() };
  tasks.add(task);
  timer ??= setTimeout(update, SHOWN_AFTER_MS);
  try {
    return await promise;
  } finally {
    tasks.delete(task);
    if (tasks.size === 0) hide();
  }
}

function update() {
  const [{ label, since }] = tasks;
  const text = document.getElementById('progress-label');
  if (text.textContent !== label) text.textContent = label;
  const seconds = Math.floor((performance.now() - since) / 1000);
  document.getElementById('progress-time').textContent = seconds > 0 ? `${seconds} s` : '';
  document.getElementById('progress').hidden = false;
  if (seconds === 1) document.getElementById('announcement').textContent = `${label}…`;
  timer = setTimeout(update, TICK_MS);
}

function hide() {
  clearTimeout(timer);
  timer = undefined;
  document.getElementById('progress').hidden = true;
}
