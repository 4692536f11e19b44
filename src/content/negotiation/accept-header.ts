/** One media range of an Accept header. */
export interface MediaRange {
  readonly type: string;
  readonly subtype: string;
  /** Its `q` parameter, from 0 to 1. */
  readonly quality: number;
}

const ANY_MEDIA_TYPE: readonly MediaRange[] = [{ type: '*', subtype: '*', quality: 1 }];

/** The number of ranges that are parsed: no browser sends a quarter of that. */
const MAX_RANGES = 64;

/** @returns The media ranges of an Accept header without the malformed ones; any media type if the header is missing or empty. */
export const parseAccept = (header: string | undefined): readonly MediaRange[] =>
  header === undefined || header.trim() === ''
    ? ANY_MEDIA_TYPE
    : splitOutsideQuotes(header, ',').slice(0, MAX_RANGES).flatMap(parseRange);

/** The quality of the most specific range that matches a media type; 0 if none does (RFC 9110 section 12.5.1). */
export function qualityOf(mediaType: string, ranges: readonly MediaRange[]): number {
  const [type, subtype] = mediaType.split('/') as [string, string];
  let quality = 0;
  let bestSpecificity = 0;
  for (const range of ranges) {
    const specificity = range.type === '*' ? 1 : range.type !== type ? 0 : range.subtype === '*' ? 2 : 3;
    if (specificity === 0 || (specificity === 3 && range.subtype !== subtype)) continue;
    if (specificity > bestSpecificity || (specificity === bestSpecificity && range.quality > quality)) {
      quality = range.quality;
      bestSpecificity = specificity;
    }
  }
  return quality;
}

/** The quality of a media type that the header names exactly, without a wildcard; 0 if it does not. */
export function exactQualityOf(mediaType: string | undefined, ranges: readonly MediaRange[]): number {
  const exactRanges = ranges.filter(({ type, subtype }) => `${type}/${subtype}` === mediaType);
  return Math.max(0, ...exactRanges.map(({ quality }) => quality));
}

/** @returns No element if the range is malformed. */
function parseRange(text: string): MediaRange[] {
  const [name = '', ...parameters] = splitOutsideQuotes(text, ';').map((part) => part.trim());
  // Java's HttpURLConnection sends `*` for any media type.
  const match = /^([\w!#$%&'*+.^`|~-]+)\/([\w!#$%&'*+.^`|~-]+)$/.exec(name === '*' ? '*/*' : name.toLowerCase());
  if (!match?.[1] || !match[2] || (match[1] === '*' && match[2] !== '*')) return [];
  // Our media types do not differ in other parameters (charset, version, odata), so those exclude nothing.
  const weight = parameters.find((parameter) => /^q\s*=/i.test(parameter))?.replace(/^q\s*=\s*/i, '') ?? '1';
  if (!/^(0?\.\d{1,3}|0\.?|1(\.0{0,3})?)$/.test(weight)) return [];
  return [{ type: match[1], subtype: match[2], quality: Number(weight) }];
}

/** Splits at a separator outside quoted strings. A string without a closing quote extends to the end. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    if (isQuoted && text[index] === '\\') index++;
    else if (text[index] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && text[index] === separator) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}
