import { describe } from '@jest/globals';

/** Says in one line what is not tested on this machine, and how to have it tested; Jest's console takes several. */
export const noteSkipped = (skipped: string): void => void process.stderr.write(`Skipped: ${skipped}\n`);

/**
 * `describe`, for a suite that needs what not every machine has. Without it the suite is skipped, and a line says so; where
 * everything must hold (`CI=true`) it runs all the same, and fails.
 *
 * @param skipped What is skipped, and how to have it run.
 */
export function describeIf(isThere: boolean, skipped: string): typeof describe | typeof describe.skip {
  if (isThere || process.env.CI === 'true') return describe;
  noteSkipped(skipped);
  return describe.skip;
}
