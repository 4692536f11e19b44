/** Version, trace id, parent id and flags. An id of zeros and the version `ff` are invalid. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** The longest that is accepted, in characters: versions after 00 may append to their 55. */
const MAX_LENGTH = 200;

/**
 * @param sent A caller's trace context, of any type.
 * @returns It, if it is a valid `traceparent` (W3C Trace Context, section 3.2); otherwise `undefined`.
 */
export const traceparentOf = (sent: unknown): string | undefined =>
  typeof sent === 'string' && sent.length <= MAX_LENGTH && isTraceparent(sent) ? sent : undefined;

/** Version 00 ends after the flags. */
const isTraceparent = (text: string): boolean =>
  TRACEPARENT.test(text) && (text.length === 55 || !text.startsWith('00'));

/** The trace id in a valid `traceparent`: 32 hexadecimal digits. */
export const traceIdOf = (traceparent: string | undefined): string | undefined => traceparent?.slice(3, 35);
