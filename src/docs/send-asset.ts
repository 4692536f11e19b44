import type { FastifyReply, FastifyRequest } from 'fastify';
import { matchesIfNoneMatch } from '../content/operations/conditional-headers.js';
import type { Asset } from './asset.js';

/** Sends a file, with gzip if the client accepts it, or 304 if the client's cached copy is current. */
export async function sendAsset(
  { contentType, content, etag, gzipped }: Asset,
  cacheControl: string,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<Buffer | undefined> {
  const acceptsGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(headers['accept-encoding']));
  // Each encoding needs its own strong ETag (RFC 9110 section 8.8.3).
  const encodedEtag = acceptsGzip ? etag.replace(/"$/, '-gzip"') : etag;
  void reply.headers({ 'cache-control': cacheControl, vary: 'Accept-Encoding', etag: encodedEtag });
  if (matchesIfNoneMatch(headers['if-none-match'], encodedEtag)) {
    void reply.code(304);
    return undefined;
  }
  void reply.header('content-type', contentType);
  if (!acceptsGzip) return content;
  void reply.header('content-encoding', 'gzip');
  return gzipped();
}
