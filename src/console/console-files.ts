import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Asset, contentTypeOf, toAsset } from '../docs/assets.js';

const PAGE_DIRECTORY = join(import.meta.dirname, 'page');
const PAGE_NAME = 'index.html';

/** The files of the console. */
export interface ConsoleFiles {
  /** Changes with every change of a file. It is a part of the files' addresses, so browsers can keep them forever. */
  readonly version: string;
  /** @param path Below the folder: `views/sessions.js`. */
  readonly find: (path: string) => Asset | undefined;
  /**
   * The page at `/console`, or at `/console/`, from where its relative URLs begin one level higher.
   *
   * @param path The path with which the page is requested.
   */
  readonly pageAt: (path: string) => Asset;
}

let files: ConsoleFiles | undefined;

/** The files, which the first call reads: a service whose console nobody opens does not pay for it. */
export const consoleFiles = (): ConsoleFiles => (files ??= readFiles());

function readFiles(): ConsoleFiles {
  const paths = readdirSync(PAGE_DIRECTORY, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(PAGE_DIRECTORY.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  const assets = new Map(
    paths.map((path) => [path, toAsset(readFileSync(join(PAGE_DIRECTORY, path)), contentTypeOf(path))] as const),
  );
  const version = hash('sha256', [...assets].flatMap(([path, { etag }]) => [path, etag]).join('\n'), 'hex').slice(
    0,
    16,
  );
  const template = assets.get(PAGE_NAME);
  if (!template) throw new Error(`${PAGE_DIRECTORY} has no ${PAGE_NAME}.`);
  assets.delete(PAGE_NAME);
  const html = template.content.toString().replaceAll('VERSION', version);
  const page = toAsset(Buffer.from(html), template.contentType);
  return {
    version,
    find: (path) => assets.get(path),
    pageAt: (path) => {
      const levels = /\/*$/.exec(path)?.[0].length ?? 0;
      if (levels === 0) return page;
      const moved = html.replace(/(?<=(?:href|src)=")/g, '../'.repeat(levels));
      return toAsset(Buffer.from(moved), template.contentType);
    },
  };
}
