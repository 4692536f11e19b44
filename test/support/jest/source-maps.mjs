import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @returns {string | undefined} The path of the source map of a module that module-hooks.mjs has compiled. */
export function sourceMapOf(url) {
  if (!/^file:.*\.ts(\?|$)/.test(url)) return undefined;
  return join(process.env.TEST_RUN_FOLDER, 'source-maps', encodeURIComponent(fileURLToPath(url)));
}
