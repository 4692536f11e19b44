import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
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

/** The content type of a file with this name. */
export const contentTypeOf = (name: string): string => CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';

const readAsset = (directory: string, name: string): Asset =>
  toAsset(readFileSync(join(directory, name)), contentTypeOf(name));

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

const indexPage = readAsset(PAGE_DIRECTORY, 'index.html');

/**
 * The HTML page at `/docs`, or at `/docs/`, from where its relative URLs begin one level higher.
 *
 * @param path The path with which the page is requested.
 * @param userName The user name that its sign-in form suggests. Undefined in production, where the page also makes no sample
 * data.
 */
export function indexPageAt(path: string, userName?: string): Asset {
  const levels = /\/*$/.exec(path)?.[0].length ?? 0;
  if (levels === 0 && userName === undefined) return indexPage;
  const suggestion = userName === undefined ? '' : ` data-user-name="${escapeAttribute(userName)}"`;
  const html = indexPage.content
    .toString()
    .replace(/(?<=(?:href|src)=")/g, '../'.repeat(levels))
    .replace('<body', () => `<body${suggestion}`);
  return toAsset(Buffer.from(html), indexPage.contentType);
}

const escapeAttribute = (text: string): string =>
  text.replace(/[&"<>]/g, (character) => `&#${character.codePointAt(0)};`);

/** The names of all files of the page but its HTML, with their folder: `snippets/curl.js`. */
const pageFiles = readdirSync(PAGE_DIRECTORY, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'index.html')
  .map((entry) => relative(PAGE_DIRECTORY, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));

/** The files that the page loads: Swagger UI, and this service's scripts and styles. */
const assets = new Map([
  ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((name) => [name, readAsset(SWAGGER_UI_DIRECTORY, name)] as const),
  ...pageFiles.map((name) => [name, readAsset(PAGE_DIRECTORY, name)] as const),
]);

/** @returns The file with this name, or `undefined` if the page has no such file. */
export const findAsset = (name: string): Asset | undefined => assets.get(name);
