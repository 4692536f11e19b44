import type { FastifyRequest } from 'fastify';

/** What says which part of a list is meant, and so changes from page to page. */
const POSITION = new Set(['page', 'cursor']);

/** The `Link` header (RFC 8288) to the next page of a list: the same address, from a cursor on. */
export function nextPageLink(request: FastifyRequest, cursor: string): string {
  const url = request.originalUrl;
  const at = url.indexOf('?');
  const [path, query] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
  const kept = query
    .split('&')
    .filter((pair) => pair !== '' && !POSITION.has((pair.split('=', 1)[0] ?? '').toLowerCase()));
  return `<${path}?${[...kept, `cursor=${cursor}`].join('&')}>; rel="next"`;
}
