import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A static file of a page, in memory. */
export interface Asset {
  readonly contentType: string;
  readonly content: Buffer;
  /** Strong ETag of the uncompressed content. */
  readonly etag: string;
  /** The content compressed with gzip, once, on first use. */
  readonly gzipped: () => Promise<Buffer>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file of this content. Its content type must be a text's. */
export function toAsset(content: Buffer, contentType: string): Asset {
  let gzipped: Promise<Buffer> | undefined;
  return {
    contentType,
    content,
    etag: `"${hash('sha256', content, 'base64url')}"`,
    gzipped: () => (gzipped ??= promisify(gzip)(content)),
  };
}

/** A page of this HTML. */
export const htmlAsset = (html: string): Asset => toAsset(Buffer.from(html), 'text/html; charset=utf-8');

/** Reads a file, whose extension tells its content type. */
export const readAsset = (directory: string, name: string): Asset =>
  toAsset(readFileSync(join(directory, name)), CONTENT_TYPES[extname(name)] ?? 'application/octet-stream');

/** The names of all files below a directory, sorted, with their folder: `views/sessions.js`. */
export const fileNamesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();

/** A page with relative URLs, by the path with which it is requested: from `/docs/` they begin one level higher than from `/docs`. */
export type PageAt = (path: string) => Asset;

/** @param html The page at its own address, without a slash at its end. */
export function pageOf(html: string): PageAt {
  const page = htmlAsset(html);
  return (path) => {
    const levels = /\/*$/.exec(path)?.[0].length ?? 0;
    return levels === 0 ? page : htmlAsset(html.replace(/(?<=(?:href|src)=")/g, '../'.repeat(levels)));
  };
}
