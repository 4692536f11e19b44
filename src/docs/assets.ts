import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { absolutePath } from 'swagger-ui-dist';
import { initializer } from './page.js';

/** A file of the Swagger UI. */
export interface Asset {
  readonly contentType: string;
  readonly bytes: Buffer;
}

const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** The files of swagger-ui-dist that the page loads. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': CSS,
  'index.css': CSS,
  'swagger-ui-bundle.js': SCRIPT,
  'favicon-32x32.png': 'image/png',
};

const assets = new Map<string, Asset>([
  ['initializer.js', { contentType: SCRIPT, bytes: Buffer.from(initializer) }],
  ...Object.entries(FILES).map(([name, contentType]): [string, Asset] => [
    name,
    { contentType, bytes: readFileSync(join(absolutePath(), name)) },
  ]),
]);

/** @returns The file with this name, if the page has one. */
export const asset = (name: string): Asset | undefined => assets.get(name);
