import { describe } from '@jest/globals';
import { noteSkipped } from './run-folder.js';

/**
 * `describe`, for a suite that needs what not every machine has. Without it the suite is skipped, and the summary of the
 * run says so. With `CI=true` the suite runs all the same, and fails.
 *
 * @param skipped What is skipped, and how to run it.
 */
export function describeIf(isAvailable: boolean, skipped: string): typeof describe | typeof describe.skip {
  if (isAvailable || process.env.CI === 'true') return describe;
  noteSkipped(skipped);
  return describe.skip;
}
