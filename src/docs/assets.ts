import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { absolutePath } from 'swagger-ui-dist';

/** A file of the page. */
export interface Asset {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Strong, of the bytes as they are. */
  readonly etag: string;
  /** The same bytes by gzip; made when they are first asked for. */
  readonly gzipped: () => Promise<Buffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const OURS = join(import.meta.dirname, 'page');
const SWAGGER_UI = absolutePath();

function read(folder: string, name: string): Asset {
  const bytes = readFileSync(join(folder, name));
  let made: Promise<Buffer> | undefined;
  return {
    contentType: TYPES[extname(name)] ?? 'application/octet-stream',
    bytes,
    etag: `"${hash('sha256', bytes, 'base64url')}"`,
    gzipped: () => (made ??= promisify(gzip)(bytes)),
  };
}

/** The page itself. */
export const page = read(OURS, 'index.html');

/** What it loads: the Swagger UI, and what makes that this service's. */
const assets = new Map([
  ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((name) => [name, read(SWAGGER_UI, name)] as const),
  ...['style.css', 'start.js', 'plugins.js', 'icon.svg'].map((name) => [name, read(OURS, name)] as const),
]);

/** @returns The file with this name, if the page has one. */
export const asset = (name: string): Asset | undefined => assets.get(name);
