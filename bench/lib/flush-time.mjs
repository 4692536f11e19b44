import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './resources.mjs';
import { median } from './statistics.mjs';

/**
 * How long the disk under the temporary files takes to keep one page, in ms: what a commit costs at least. Next to
 * nothing means that they lie in memory, where no contender pays for its commits; TMPDIR moves them.
 */
export function flushTime() {
  const file = openSync(join(temporaryDirectory(), 'flush'), 'w');
  const page = Buffer.alloc(4096, 1);
  try {
    const times = Array.from({ length: 200 }, () => {
      const begun = performance.now();
      writeSync(file, page);
      fdatasyncSync(file);
      return performance.now() - begun;
    });
    return median(times);
  } finally {
    closeSync(file);
  }
}
