import { announce, h } from './dom.js';

/**
 * A call of the admin command, to copy.
 *
 * @param words The arguments, unquoted.
 */
export function command(words) {
  const code = h('code', {}, textOf(words));
  const button = h('button', { type: 'button', onclick: () => copy(code, button) }, 'Copy');
  return h('div', { class: 'command' }, h('pre', { tabindex: '0', 'aria-label': 'Command' }, code), button);
}

/** Replaces the command that is shown. */
export function setCommand(shown, words) {
  shown.querySelector('code').textContent = textOf(words);
}

const textOf = (words) => ['npm run -s admin --', ...words.map(quoted)].join(' ');

/** A word as a POSIX shell reads it. */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

async function copy(code, button) {
  try {
    await navigator.clipboard.writeText(code.textContent); // there is no clipboard without HTTPS
    button.textContent = 'Copied';
    announce('Copied');
  } catch {
    getSelection().selectAllChildren(code);
    announce('Selected. Copy it with the keyboard.');
  }
}
