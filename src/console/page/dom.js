/**
 * Creates an element. Texts become text nodes and values become attributes, never markup: the page's policy forbids that.
 *
 * @param attributes `onclick` and the like are listeners; `true` is an empty attribute; `false` and `undefined` are none.
 * @param children Nodes, texts, or lists of them; `false` and `undefined` are left out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...childNodes(children));
  return element;
}

/** Replaces what an element contains. */
export const fill = (element, ...children) => element.replaceChildren(...childNodes(children));

/** Moves the focus to an element that is not in the order of the Tab key, such as a heading. */
export function focusOn(element) {
  if (!element.matches('a, button, input, select, textarea')) element.tabIndex = -1;
  element.focus();
}

let lastId = 0;

/** An id that no other element has. */
export const newElementId = () => `e${++lastId}`;

/** Has a screen reader say something that the page shows elsewhere. */
export function announce(text) {
  document.getElementById('announcement').textContent = text;
}

const childNodes = (children) => children.flat(Infinity).filter((child) => child !== false && child !== undefined);
