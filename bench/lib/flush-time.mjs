import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './resources.mjs';
import { median } from './statistics.mjs';

/**
 * Measures the minimum cost of a commit: the time to write one page to disk with fdatasync, in ms. A value near 0 means that
 * the temporary directory is in memory, where commits are free; set TMPDIR to a directory on disk.
 */
export function measureFlushTimeMs() {
  const file = openSync(join(temporaryDirectory(), 'flush'), 'w');
  const page = Buffer.alloc(4096, 1);
  try {
    const times = Array.from({ length: 200 }, () => {
      const startedAt = performance.now();
      writeSync(file, page);
      fdatasyncSync(file);
      return performance.now() - startedAt;
    });
    return median(times);
  } finally {
    closeSync(file);
  }
}
