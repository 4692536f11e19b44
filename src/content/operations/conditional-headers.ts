import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ExpectedVersion, type ExpectedVersions, type Versioned } from '../../common/results.js';
import { codecs } from '../codecs/codecs.js';
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
 * Injects the versions in `If-Match`; `undefined` if the call does not have it. A tag counts only if it is one that this
 * service gives, in whichever format. Weak tags are left out: they never match (RFC 9110 section 13.1.1).
 */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): ExpectedVersions | undefined => {
  const value = callOf(context).header('if-match');
  if (value === undefined) return undefined;
  if (value.trim() === '*') return 'any';
  return etagsIn(value)
    .filter((tag) => !tag.startsWith('W/'))

    .map(versionOf);
}, ifMatchHeader);

/** The tags of a list (RFC 9110 section 8.8.3); none if the header is malformed. */
function etagsIn(header: string): string[] {
  const elements = header.match(LIST_ELEMENTS) ?? [];
  if (elements.join('') !== header) return [];
  return elements.map((element) => element.replace(/^[ \t,]+|[ \t,]+$/g, '')).filter((tag) => tag !== '');
}

const LIST_ELEMENTS = /[ \t]*(?:(?:W\/)?"[!#-~\x80-\xff]*")?[ \t]*(?:,|$)/g;

/** The tags that `etagOf` gives. */
const GIVEN_ETAG = new RegExp(`^"([1-9]\\d*)(?:-([1-9]\\d*))?-(?:${codecs.map(({ name }) => name).join('|')})"$`);

function versionOf(etag: string): ExpectedVersion {
  const [, version, relatedVersion] = GIVEN_ETAG.exec(etag) ?? [];
  return new ExpectedVersion(Number(version), relatedVersion === undefined ? undefined : Number(relatedVersion));
}
