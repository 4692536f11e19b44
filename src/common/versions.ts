import type { ExpectedVersions } from './results.js';
import { PreconditionFailedError } from './errors.js';

/** @throws PreconditionFailedError where the version is none of those that are expected. */
export function expectVersion(version: number, expected: ExpectedVersions | undefined): void {
  if (expected === undefined || expected === 'any' || expected.includes(version)) return;
  throw expected.length > 0
    ? new PreconditionFailedError()
    : new PreconditionFailedError('If-Match names no ETag: send one as it came, in its quotes.');
}
