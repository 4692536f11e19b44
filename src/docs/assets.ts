import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import swaggerUiPath from 'swagger-ui-dist/absolute-path.js'; // the package's index would evaluate the UI's bundles here
import { type Asset, fileNamesIn, type PageAt, pageOf, readAsset } from './asset.js';

const PAGE_DIRECTORY = join(import.meta.dirname, 'page');
const PAGE_NAME = 'index.html';
const SWAGGER_UI_DIRECTORY = swaggerUiPath();

let assets: Map<string, Asset> | undefined;

/**
 * Reads the HTML page at `/docs`.
 *
 * @param userName The user name that its sign-in form suggests. Undefined in production, where the page also makes no sample
 * data.
 */
export function readIndexPage(userName?: string): PageAt {
  const html = readFileSync(join(PAGE_DIRECTORY, PAGE_NAME), 'utf8');
  const suggestion = userName === undefined ? '' : ` data-user-name="${escapeAttribute(userName)}"`;
  return pageOf(html.replace('<body', () => `<body${suggestion}`));
}

const escapeAttribute = (text: string): string =>
  text.replace(/[&"<>]/g, (character) => `&#${character.codePointAt(0)};`);

/** @returns The file with this name, or `undefined` if the page has no such file. */
export const findAsset = (name: string): Asset | undefined => (assets ??= readAssets()).get(name);

/**
 * The files that the page loads: Swagger UI, and this service's scripts and styles. The first call reads them: a service whose
 * page nobody opens does not pay for it.
 */
function readAssets(): Map<string, Asset> {
  const swaggerUi = ['swagger-ui.css', 'swagger-ui-bundle.js'];
  const own = fileNamesIn(PAGE_DIRECTORY).filter((name) => name !== PAGE_NAME);
  return new Map([
    ...swaggerUi.map((name) => [name, readAsset(SWAGGER_UI_DIRECTORY, name)] as const),
    ...own.map((name) => [name, readAsset(PAGE_DIRECTORY, name)] as const),
  ]);
}
