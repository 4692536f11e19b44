import type { ExpectedVersion, ExpectedVersions } from './results.js';
import { PreconditionFailedError } from './errors.js';

/**
 * @param relatedVersion The current version of the related data; null if the object has none. A change of it is no
 *   conflict, but a tag must have one that was given. By default the tags' are not checked.
 * @throws PreconditionFailedError if the version is not one of the expected ones.
 */
export function expectVersion(
  version: number,
  expected: ExpectedVersions | undefined,
  relatedVersion?: number | null,
): void {
  if (expected === undefined || expected === 'any') return;
  if (expected.some((seen) => seen.version === version && wasGiven(seen, relatedVersion))) return;
  throw expected.length > 0
    ? new PreconditionFailedError()
    : new PreconditionFailedError(
        'If-Match contains no strong ETag, and a weak one (W/"…") never matches (RFC 9110 section 13.1.1). ' +
          'Send the ETag as the service gave it, with its quotes.',
      );
}

function wasGiven({ relatedVersion: seen }: ExpectedVersion, current: number | null | undefined): boolean {
  if (current === undefined) return true;
  return current === null ? seen === undefined : seen !== undefined && seen <= current;
}
