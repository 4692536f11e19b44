import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Asset, fileNamesIn, type PageAt, pageOf, readAsset } from '../docs/asset.js';

const PAGE_DIRECTORY = join(import.meta.dirname, 'page');
const PAGE_NAME = 'index.html';

/** The files of the console. */
export interface ConsoleFiles {
  /** Changes with every change of a file. It is a part of the files' addresses, so browsers can keep them forever. */
  readonly version: string;
  /** @param path Below the folder: `views/sessions.js`. */
  readonly find: (path: string) => Asset | undefined;
  /** The page at `/console`. */
  readonly pageAt: PageAt;
}

let files: ConsoleFiles | undefined;

/** The files, which the first call reads: a service whose console nobody opens does not pay for it. */
export const consoleFiles = (): ConsoleFiles => (files ??= readFiles());

function readFiles(): ConsoleFiles {
  const names = fileNamesIn(PAGE_DIRECTORY).filter((name) => name !== PAGE_NAME);
  const assets = new Map(names.map((name) => [name, readAsset(PAGE_DIRECTORY, name)] as const));
  const template = readFileSync(join(PAGE_DIRECTORY, PAGE_NAME), 'utf8');
  const parts = [template, ...[...assets].flatMap(([name, { etag }]) => [name, etag])];
  const version = hash('sha256', parts.join('\n'), 'hex').slice(0, 16);
  return { version, find: (path) => assets.get(path), pageAt: pageOf(template.replaceAll('VERSION', version)) };
}
