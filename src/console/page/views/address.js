/** Addresses of views: the fragment of the URL, as a path and a query. */

/**
 * @param path The section and, optionally, an id.
 * @param query Undefined and empty values are left out.
 */
export function addressOf(path, query = {}) {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(entries).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search && `?${search}`}`;
}

/** The reverse. An address that has no section is that of the sessions. */
export function readAddress(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [section, id] = path.split('/').map(decoded);
  return {
    path,
    section: section || 'sessions',
    id: id || undefined,
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** Goes to a view. */
export function goTo(path, query) {
  location.hash = addressOf(path, query);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand: there is no such object, which its view says
  }
}
