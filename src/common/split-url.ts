/** Splits a URL at the first `?`. Without one the query is empty. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const queryStart = url.indexOf('?');
  return queryStart < 0
    ? { path: url, query: '' }
    : { path: url.slice(0, queryStart), query: url.slice(queryStart + 1) };
}
