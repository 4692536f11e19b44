/**
 * The cursor of the next page, from a `Link` header (RFC 8288).
 *
 * @returns `undefined` on the last page.
 */
export function nextCursor(link = '') {
  const [, target] = /<([^>]*)>\s*;[^,]*\brel="?next\b/.exec(link) ?? [];
  return target === undefined ? undefined : (new URL(target, document.baseURI).searchParams.get('cursor') ?? undefined);
}
