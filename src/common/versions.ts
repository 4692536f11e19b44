import type { ExpectedVersions } from './results.js';
import { PreconditionFailedError } from './errors.js';

/** @throws PreconditionFailedError if the version is not one of the expected ones. */
export function expectVersion(version: number, expected: ExpectedVersions | undefined): void {
  if (expected === undefined || expected === 'any' || expected.includes(version)) return;
  throw expected.length > 0
    ? new PreconditionFailedError()
    : new PreconditionFailedError(
        'If-Match contains no strong ETag. Send the ETag as it was received, with its quotes.',
      );
}
