import { announce, h } from './dom.js';

/**
 * A text to copy, with a button for it.
 *
 * @param label What the text is, for a screen reader.
 */
export function copyable(text, label) {
  const code = h('code', {}, text);
  const button = h('button', { type: 'button', onclick: () => copy(code, button) }, 'Copy');
  return h('div', { class: 'copyable' }, h('pre', { tabindex: '0', 'aria-label': label }, code), button);
}

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
