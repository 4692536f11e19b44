/** The names that are not written as their words with a capital each. */
const IRREGULAR_NAMES: Readonly<Record<string, string>> = {
  etag: 'ETag',
  'www-authenticate': 'WWW-Authenticate',
  'x-autobatch-completed': 'X-AutoBatch-Completed',
  'x-dns-prefetch-control': 'X-DNS-Prefetch-Control',
  'x-xss-protection': 'X-XSS-Protection',
};

const names = new Map<string, string>();

/**
 * A header's name in its usual capitals: `Content-Type`. Names are case-insensitive, but ServiceStack's Java client
 * looks for that very spelling.
 *
 * @param name One of the names that this service sends, since each is remembered.
 */
export function usualHeaderName(name: string): string {
  let usual = names.get(name);
  if (usual === undefined) {
    const lower = name.toLowerCase();
    usual = IRREGULAR_NAMES[lower] ?? lower.replace(/(?<![^-])[a-z]/g, (letter) => letter.toUpperCase());
    names.set(name, usual);
  }
  return usual;
}
