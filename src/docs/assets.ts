import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import swaggerUiPath from 'swagger-ui-dist/absolute-path.js'; // the package's index would evaluate the UI's bundles here

/** A static file of the docs page, read into memory at startup. */
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

const PAGE_DIRECTORY = join(import.meta.dirname, 'page');
const SWAGGER_UI_DIRECTORY = swaggerUiPath();

function readAsset(directory: string, name: string): Asset {
  const content = readFileSync(join(directory, name));
  let gzipped: Promise<Buffer> | undefined;
  return {
    contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    content,
    etag: `"${hash('sha256', content, 'base64url')}"`,
    gzipped: () => (gzipped ??= promisify(gzip)(content)),
  };
}

/** The HTML page at `/docs`. */
export const indexPage = readAsset(PAGE_DIRECTORY, 'index.html');

/** The files that the page loads: Swagger UI, and this service's scripts and styles. */
const assets = new Map([
  ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((name) => [name, readAsset(SWAGGER_UI_DIRECTORY, name)] as const),
  ...['style.css', 'start.js', 'plugins.js', 'icon.svg'].map(
    (name) => [name, readAsset(PAGE_DIRECTORY, name)] as const,
  ),
]);

/** @returns The file with this name, or `undefined` if the page has no such file. */
export const findAsset = (name: string): Asset | undefined => assets.get(name);
