import { exactQualityOf, type MediaRange, parseAccept, qualityOf } from './accept-header.js';
import { mediaTypeOf } from './media-type.js';

/** The properties of a format that negotiation needs. */
export interface WrittenFormat {
  /** The format's name in suffixes and `?format=`. */
  readonly name: string;
  /** The media types that select the format; the first is its preferred one. */
  readonly mediaTypes: readonly string[];
  /** The media type for errors in this format by RFC 9457. A client that accepts it accepts the format too. */
  readonly problemType?: string;
}

/** Everything in a request that decides the format of its response (WIRE.md section 2). */
export interface FormatPreference {
  /** The path's suffix, without the dot. */
  readonly suffix?: string;
  /** The value of `?format=`. */
  readonly format?: string;
  readonly accept?: string;
  readonly contentType?: string;
}

/** The format of a response, and its media type: the one that the client named. */
export interface NegotiatedFormat<F extends WrittenFormat = WrittenFormat> {
  readonly format: F;
  readonly mediaType: string;
}

/**
 * Chooses the format of a response (WIRE.md section 2). Clients send few different headers, so results are cached.
 *
 * @param formats The formats that can be written, in order of preference.
 * @returns `undefined` if the client accepts none of them.
 */
export function negotiate<F extends WrittenFormat>(
  preference: FormatPreference,
  formats: readonly F[],
): NegotiatedFormat<F> | undefined {
  const { suffix, format, accept, contentType } = preference;
  if (suffix !== undefined || format !== undefined) return byName(suffix ?? format?.toLowerCase(), formats);
  // A header value cannot contain a line break.
  const cacheKey = `${accept ?? ''}\n${contentType ?? ''}`;
  let cache = negotiationCaches.get(formats) as Map<string, NegotiatedFormat<F> | undefined> | undefined;
  if (cache?.has(cacheKey)) return cache.get(cacheKey);
  const negotiated = negotiateByHeaders(accept, contentType, formats);
  if (!cache || cache.size >= NEGOTIATION_CACHE_SIZE)
    negotiationCaches.set(formats, (cache = new Map<string, NegotiatedFormat<F> | undefined>()));
  if (cacheKey.length <= MAX_CACHE_KEY_LENGTH) cache.set(cacheKey, negotiated);
  return negotiated;
}

/** One cache for each list of formats. */
const negotiationCaches = new WeakMap<object, Map<string, NegotiatedFormat | undefined>>();
/** The number of entries at which a cache is emptied. */
const NEGOTIATION_CACHE_SIZE = 256;
const MAX_CACHE_KEY_LENGTH = 1024;

/**
 * Chooses the format of an error response, and whether it has the form of RFC 9457. Never fails.
 *
 * @param formats The formats in which errors can be written; the first is the default.
 * @param allFormats The formats in which the operation's response could be written.
 */
export function negotiateError<F extends WrittenFormat>(
  preference: FormatPreference,
  formats: readonly [F, ...F[]],
  allFormats: readonly WrittenFormat[] = formats,
): NegotiatedFormat<F> {
  const negotiatedName = negotiate(preference, allFormats)?.format.name;
  const format = formats.find(({ name }) => name === negotiatedName) ?? formats[0];
  const ranges = parseAccept(preference.accept);
  const problemFormats = [format, ...formats]
    .map((candidate) => ({ format: candidate, quality: exactQualityOf(candidate.problemType, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const problemFormat = problemFormats[0]?.format;
  if (problemFormat?.problemType) return { format: problemFormat, mediaType: problemFormat.problemType };
  const accepted = bestMediaType(format, ranges);
  const isByName = (preference.suffix ?? preference.format) !== undefined;
  return { format, mediaType: accepted.quality > 0 && !isByName ? accepted.mediaType : preferredType(format) };
}

function byName<F extends WrittenFormat>(
  name: string | undefined,
  formats: readonly F[],
): NegotiatedFormat<F> | undefined {
  const format = formats.find((candidate) => candidate.name === name);
  return format && { format, mediaType: preferredType(format) };
}

function negotiateByHeaders<F extends WrittenFormat>(
  accept: string | undefined,
  contentType: string | undefined,
  formats: readonly F[],
): NegotiatedFormat<F> | undefined {
  const ranges = parseAccept(accept);
  const requestType = mediaTypeOf(contentType);
  const isRequestFormat = ({ mediaTypes }: F): boolean => requestType !== undefined && mediaTypes.includes(requestType);
  // The first of several equally acceptable formats wins, so the format of the request's body goes first.
  const byPreference = [...formats].sort((a, b) => Number(isRequestFormat(b)) - Number(isRequestFormat(a)));
  let best: (NegotiatedFormat<F> & { quality: number }) | undefined;
  for (const format of byPreference) {
    const accepted = bestMediaType(format, ranges);
    if (accepted.quality > (best?.quality ?? 0)) best = { format, ...accepted };
  }
  return best && { format: best.format, mediaType: best.mediaType };
}

/** The media type of a format that has the highest quality for the client. */
function bestMediaType(format: WrittenFormat, ranges: readonly MediaRange[]): { mediaType: string; quality: number } {
  let best = { mediaType: preferredType(format), quality: 0 };
  for (const [index, mediaType] of format.mediaTypes.entries()) {
    // `*/*` selects a format's preferred media type; its other ones match by their type at least.
    const quality = qualityOf(mediaType, index === 0 ? ranges : ranges.filter(({ type }) => type !== '*'));
    if (quality > best.quality) best = { mediaType, quality };
  }
  const problemQuality = exactQualityOf(format.problemType, ranges);
  return problemQuality > best.quality ? { mediaType: preferredType(format), quality: problemQuality } : best;
}

const preferredType = (format: WrittenFormat): string => format.mediaTypes[0] ?? '';
