import type { FastifyRequest } from 'fastify';
import { splitUrl } from '../../common/split-url.js';

/** The query parameters that select a page, and so differ from page to page. */
const PAGE_PARAMETERS = new Set(['page', 'cursor']);

/** The `Link` header (RFC 8288) to the next page of a list: the URL of this request with another cursor. */
export function nextPageLink(request: FastifyRequest, cursor: string): string {
  // With two slashes at the beginning it would be the URL of another host.
  const url = request.originalUrl.replace(/^\/{2,}/, '/');
  const { path, query } = splitUrl(url);
  const otherParameters = query
    .split('&')
    .filter((pair) => pair !== '' && !PAGE_PARAMETERS.has((pair.split('=', 1)[0] ?? '').toLowerCase()));
  return `<${path}?${[...otherParameters, `cursor=${cursor}`].join('&')}>; rel="next"`;
}
