import { mediaTypeOf } from './media-type.js';

/** What negotiation needs to know of a format. */
export interface WrittenFormat {
  /** The format's name in suffixes and `?format=`. */
  readonly name: string;
  /** The media types it is asked for by; the first is its own. */
  readonly mediaTypes: readonly string[];
  /** The media type of RFC 9457 for errors in this format; asking for it accepts the format too. */
  readonly problemType?: string;
}

/** How a client says what it wants (WIRE.md section 2). */
export interface FormatPreference {
  /** The path's suffix, without the dot. */
  readonly suffix?: string;
  /** The value of `?format=`. */
  readonly format?: string;
  readonly accept?: string;
  readonly contentType?: string;
}

/** The format that answers, under the name it was asked for. */
export interface NegotiatedFormat<F extends WrittenFormat = WrittenFormat> {
  readonly format: F;
  readonly mediaType: string;
}

/**
 * Which format answers, by WIRE.md section 2. Clients send few different headers: what was chosen is remembered.
 *
 * @param formats What can be written, in order of preference.
 * @returns `undefined` where nothing acceptable can be had.
 */
export function negotiate<F extends WrittenFormat>(
  wish: FormatPreference,
  formats: readonly F[],
): NegotiatedFormat<F> | undefined {
  const { suffix, format, accept, contentType } = wish;
  if (suffix !== undefined || format !== undefined) return byName(suffix ?? format?.toLowerCase(), formats);
  // No header has a line break in it.
  const key = `${accept ?? ''}\n${contentType ?? ''}`;
  let known = negotiationCache.get(formats) as Map<string, NegotiatedFormat<F> | undefined> | undefined;
  if (known?.has(key)) return known.get(key);
  const choice = choose(accept, contentType, formats);
  if (!known || known.size >= NEGOTIATION_CACHE_SIZE)
    negotiationCache.set(formats, (known = new Map<string, NegotiatedFormat<F> | undefined>()));
  if (key.length <= 1024) known.set(key, choice);
  return choice;
}

const negotiationCache = new WeakMap<object, Map<string, NegotiatedFormat | undefined>>();
const NEGOTIATION_CACHE_SIZE = 256;

function byName<F extends WrittenFormat>(
  name: string | undefined,
  formats: readonly F[],
): NegotiatedFormat<F> | undefined {
  const format = formats.find((candidate) => candidate.name === name);
  return format && { format, mediaType: ownType(format) };
}

function choose<F extends WrittenFormat>(
  accept: string | undefined,
  contentType: string | undefined,
  formats: readonly F[],
): NegotiatedFormat<F> | undefined {
  const ranges = parseAccept(accept);
  const sent = mediaTypeOf(contentType);
  let best: (NegotiatedFormat<F> & { quality: number }) | undefined;
  // The request's own format stands first, so that it wins every tie; the others follow in order.
  const inOrder = [...formats].sort((a, b) => Number(isRequestFormat(b, sent)) - Number(isRequestFormat(a, sent)));
  for (const format of inOrder) {
    const offer = bestName(format, ranges);
    if (offer.quality > (best?.quality ?? 0)) best = { format, ...offer };
  }
  return best && { format: best.format, mediaType: best.mediaType };
}

/**
 * Which format an error is written in, and whether as RFC 9457: never refused, JSON where nothing fits.
 *
 * @param formats The formats that errors can be written in; the first is the one of last resort.
 */
export function negotiateError<F extends WrittenFormat>(
  wish: FormatPreference,
  formats: readonly [F, ...F[]],
  all: readonly WrittenFormat[] = formats,
): NegotiatedFormat<F> {
  const chosen = negotiate(wish, all)?.format.name;
  const format = formats.find(({ name }) => name === chosen) ?? formats[0];
  const ranges = parseAccept(wish.accept);
  const problems = [format, ...formats]
    .map((candidate) => ({ format: candidate, quality: namedQuality(candidate.problemType, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const problem = problems[0]?.format;
  if (problem?.problemType) return { format: problem, mediaType: problem.problemType };
  const asked = bestName(format, ranges);
  const isNamed = (wish.suffix ?? wish.format) !== undefined;
  return { format, mediaType: asked.quality > 0 && !isNamed ? asked.mediaType : ownType(format) };
}

const ownType = (format: WrittenFormat): string => format.mediaTypes[0] ?? '';

const isRequestFormat = (format: WrittenFormat, sent: string | undefined): boolean =>
  sent !== undefined && format.mediaTypes.includes(sent);

/** The name of a format that the client likes best, and how much. */
function bestName(format: WrittenFormat, ranges: readonly MediaRange[]): { mediaType: string; quality: number } {
  let best = { mediaType: ownType(format), quality: 0 };
  for (const [index, mediaType] of format.mediaTypes.entries()) {
    // "Anything" means a format under its own name; its other names must be asked for, if only by their first half.
    const quality = qualityOf(mediaType, index === 0 ? ranges : ranges.filter(({ type }) => type !== '*'));
    if (quality > best.quality) best = { mediaType, quality };
  }
  const problem = namedQuality(format.problemType, ranges);
  return problem > best.quality ? { mediaType: ownType(format), quality: problem } : best;
}

/** One media range of an Accept header. */
interface MediaRange {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
}

/** The quality of the most specific range that matches (RFC 9110 section 12.5.1). */
function qualityOf(mediaType: string, ranges: readonly MediaRange[]): number {
  const [type, subtype] = mediaType.split('/') as [string, string];
  let found = 0;
  let specificity = 0;
  for (const range of ranges) {
    const matches = range.type === '*' ? 1 : range.type !== type ? 0 : range.subtype === '*' ? 2 : 3;
    if (matches === 0 || (matches === 3 && range.subtype !== subtype)) continue;
    if (matches > specificity || (matches === specificity && range.quality > found)) {
      found = range.quality;
      specificity = matches;
    }
  }
  return found;
}

/** The quality of a media type that is named outright, not by a wildcard. */
function namedQuality(mediaType: string | undefined, ranges: readonly MediaRange[]): number {
  const named = ranges.filter(({ type, subtype }) => `${type}/${subtype}` === mediaType);
  return Math.max(0, ...named.map(({ quality }) => quality));
}

const ANYTHING: readonly MediaRange[] = [{ type: '*', subtype: '*', quality: 1 }];

/** How many ranges of an Accept header are looked at: no browser sends a quarter of that. */
const MAX_RANGES = 64;

/** The ranges of an Accept header; those that are malformed count for nothing. */
const parseAccept = (header: string | undefined): readonly MediaRange[] =>
  header === undefined || header.trim() === ''
    ? ANYTHING
    : splitOutsideQuotes(header, ',').slice(0, MAX_RANGES).flatMap(parseRange);

function parseRange(text: string): MediaRange[] {
  const [name = '', ...parameters] = splitOutsideQuotes(text, ';').map((part) => part.trim());
  const match = /^([\w!#$%&'*+.^`|~-]+)\/([\w!#$%&'*+.^`|~-]+)$/.exec(name === '*' ? '*/*' : name.toLowerCase());
  if (!match?.[1] || !match[2] || (match[1] === '*' && match[2] !== '*')) return [];
  // Other parameters (charset, version, odata) are not what our types differ in, so they rule nothing out.
  const weight = parameters.find((parameter) => /^q\s*=/i.test(parameter))?.replace(/^q\s*=\s*/i, '') ?? '1';
  if (!/^(0?\.\d{1,3}|0\.?|1(\.0{0,3})?)$/.test(weight)) return [];
  return [{ type: match[1], subtype: match[2], quality: Number(weight) }];
}

/** Splits at a separator that stands in no quoted string; a string that is never closed goes on to the end. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    if (isQuoted && text[at] === '\\') at++;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
