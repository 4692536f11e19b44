import { afterAll } from '@jest/globals';

const leftovers = new Set<() => unknown>();

// For tests that fail before they clean up: what runs on would keep Jest from ending.
afterAll(() => Promise.all([...leftovers].map((stop) => stop())));

/**
 * Runs a function at the end of the test file unless its result has run before.
 *
 * @returns Runs `stop`, once.
 */
export function stopAtEnd<T>(stop: () => Promise<T>): () => Promise<T> {
  let stopped: Promise<T> | undefined;
  const stopOnce = (): Promise<T> => {
    leftovers.delete(stopOnce);
    return (stopped ??= stop());
  };
  leftovers.add(stopOnce);
  return stopOnce;
}
