/** The list of operations at the side, with a search field. On a narrow screen, only what is searched for is listed. */

import { element } from '../element.js';

/** Fills the list from the loaded document. */
export function startOperationList({ specSelectors, layoutActions }) {
  const nav = document.getElementById('operation-list');
  const search = element('input', { type: 'search', id: 'search', placeholder: 'Name, path or text' });
  const none = element('p', { role: 'status' });
  const groups = [];
  specSelectors.taggedOperations().forEach((group, tag) => {
    const items = group
      .get('operations')
      .map((operation) => itemOf(operation, tag, layoutActions))
      .toArray();
    const heading = element('h2', { textContent: tag });
    groups.push({ items, node: element('div', {}, heading, element('ul', {}, ...items.map(({ node }) => node))) });
  });
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    for (const { items, node } of groups) {
      for (const item of items) item.node.hidden = !words.every((word) => item.text.includes(word));
      node.hidden = items.every((item) => item.node.hidden);
    }
    nav.classList.toggle('searching', search.value !== '');
    none.textContent = groups.every(({ node }) => node.hidden) ? 'No operation matches.' : '';
  };
  search.oninput = filter;
  search.onkeydown = ({ key }) => {
    if (key === 'Enter') nav.querySelector('li:not([hidden]) a')?.click();
  };
  nav.append(
    element('label', { for: 'search', textContent: 'Find an operation' }),
    search,
    none,
    ...groups.map(({ node }) => node),
  );
  nav.hidden = false;
}

function itemOf(each, tag, layoutActions) {
  const operation = each.get('operation');
  const [id, method, path] = [operation.get('operationId'), each.get('method'), each.get('path')];
  const link = element('a', { href: `#/${encodeURIComponent(tag)}/${id}`, title: `${method.toUpperCase()} ${path}` });
  link.append(element('span', { className: `method ${method}`, textContent: method.toUpperCase() }), ` ${id}`);
  link.onclick = (event) => {
    event.preventDefault();
    showOperation(layoutActions, tag, id);
  };
  const text = [id, method, path, tag, operation.get('summary'), operation.get('description')].join(' ').toLowerCase();
  return { node: element('li', {}, link), text };
}

/** Opens an operation, and moves the focus to it. */
export function showOperation(layoutActions, tag, id) {
  layoutActions.show(['operations-tag', tag], true);
  layoutActions.show(['operations', tag, id], true);
  requestAnimationFrame(() => {
    const block = [...document.querySelectorAll('.opblock')].find((each) => each.id.endsWith(`-${id}`));
    block?.scrollIntoView({ block: 'start' });
    block?.querySelector('.opblock-summary-control')?.focus({ preventScroll: true });
  });
}
