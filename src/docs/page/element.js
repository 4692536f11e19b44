/**
 * Creates an element of the document.
 *
 * @param tag Its name.
 * @param properties Properties such as `textContent` and `onclick`; names with a hyphen and `role` and `for` are attributes.
 * @param children Elements or text. `undefined` is ignored.
 */
export function element(tag, properties = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role' || name === 'for') created.setAttribute(name, value);
    else created[name] = value;
  }
  created.append(...children.filter((child) => child !== undefined));
  return created;
}
