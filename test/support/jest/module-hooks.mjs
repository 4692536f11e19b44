// Hooks of Node for the modules of specs: https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { sourceMapOf } from './source-maps.mjs';

const TEST_FOLDER = new URL('../../', import.meta.url).href;
/** What all specs of a process share: openapi.json, and the compiled schemas of it. */
const SHARED = ['open-api.ts', 'expect-documented.ts'].map((name) => new URL(`../${name}`, import.meta.url).href);
const JEST_GLOBALS = new URL('jest-globals.mjs', import.meta.url).href;
const SWC_OPTIONS = {
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
  sourceMaps: true,
};

/**
 * Finds the source of a compiled module, `x.ts` for `x.js`, and what stands for '@jest/globals'. A module of test/ gets the
 * query of the module that imports it, so that each spec has its own; so does a module of src in watch mode.
 */
export async function resolve(specifier, context, next) {
  const { parentURL = '' } = context;
  const [importer, query] = parentURL.split('?');
  if (!importer.endsWith('.ts')) return next(specifier, context);
  if (specifier === '@jest/globals') return { url: `${JEST_GLOBALS}?${query}`, shortCircuit: true };
  if (!specifier.startsWith('.')) return next(specifier, context);
  const { href } = new URL(specifier.replace(/\.js$/, '.ts'), importer);
  if (!href.endsWith('.ts') || !existsSync(fileURLToPath(href))) return next(specifier, context);
  const isOwnTest = href.startsWith(TEST_FOLDER) && !SHARED.includes(href);
  const isOwn = query !== undefined && (query.startsWith('watch') || isOwnTest);
  return { url: isOwn ? `${href}?${query}` : href, format: 'module', shortCircuit: true };
}

export async function load(url, context, next) {
  const sourceMap = sourceMapOf(url);
  if (!sourceMap) return next(url, context);
  const filename = fileURLToPath(url);
  const { code, map } = await transform(await readFile(filename, 'utf8'), { ...SWC_OPTIONS, filename });
  mkdirSync(dirname(sourceMap), { recursive: true });
  writeFileSync(sourceMap, map);
  return { format: 'module', source: code, shortCircuit: true };
}
