/** Prevents an unhandled rejection while a promise waits, for instance for the rest of its batch. @returns The promise. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
