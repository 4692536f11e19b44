import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ExpectedVersions, Versioned } from '../../common/results.js';
import { callOf } from './call-of.js';
import { documentHeader } from './header-documentation.js';

/** An object's strong ETag: its version, the version of related data in it, and the format (RFC 9110 section 8.8.3). */
export const etagOf = ({ version, relatedVersion }: Versioned<object>, format: string): string =>
  `"${[version, ...(relatedVersion ? [relatedVersion] : []), format].join('-')}"`;

/** Whether `If-None-Match` contains this ETag, by weak comparison (RFC 9110 section 13.1.2). */
export function matchesIfNoneMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || etagsIn(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag);
}

const ifMatchHeader = documentHeader(
  'If-Match',
  'Return 412 unless the object still has this `ETag`. `*` matches every version.',
  '"1-1-json"',
);

/**
 * Injects the versions in `If-Match`; `undefined` if the call does not have it. Only the object's own version counts: a
 * change of related data is no conflict. Weak tags never match.
 */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): ExpectedVersions | undefined => {
  const value = callOf(context).header('if-match');
  if (value === undefined) return undefined;
  return value.trim() === '*' ? 'any' : etagsIn(value).map(versionOf);
}, ifMatchHeader);

const etagsIn = (header: string): string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? [];

/** @returns NaN for a tag that this service does not give, which matches no version. */
const versionOf = (etag: string): number => Number(/^"(\d+)(?:-|"$)/.exec(etag)?.[1]);
